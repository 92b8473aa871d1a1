"""Actions: what a step does."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import TypedDict, TypeVar, Unpack

from trunkline.sdk.context import Context
from trunkline.sdk.inputs import Inputs

I = TypeVar("I", bound=Inputs)  # noqa: E741 - inputs
Call = Callable[[Context, Mapping[str, object]], object]
ErrorHook = Callable[[Exception], Exception]


class Runs(Enum):
    """Where an action's code runs."""

    AWAITED = "awaited"  # async def, on the event loop
    IN_THREAD = "in a thread"  # def, which may block
    INLINE = "inline"  # def, which is pure and quick
    BY_ENGINE = "by the engine"  # no code: the engine itself steers the flow


class Repeat(StrEnum):
    """What doing it twice with the same inputs means; the platform may have to, after a crash."""

    SAFE = "safe"  # it only reads, or ends in the same state
    KEYED = "keyed"  # it hands ``context.idempotency_key`` to the service, which then does it once
    ACTS = "acts"  # it acts again


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action returns when data alone does not say it: ``results`` of the step is ``data``."""

    data: object = None
    content_type: str | None = None
    status_code: int | None = None
    headers: Mapping[str, str] | None = None
    branch: str | None = None


class ActionOptions(TypedDict, total=False):
    """The rarer settings of an action, as the public API names them."""

    directions: str
    important: bool
    allows_branching: bool
    static_branch_names: Sequence[str]
    dynamic_branch_input: str
    break_loop: bool
    terminate_execution: bool
    example_payload: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A declared action. ``call`` cleans inputs and runs the function; the engine's own have none."""

    key: str
    label: str
    description: str
    inputs: type[Inputs]
    runs: Runs
    repeat: Repeat | None = None
    call: Call | None = None
    document: str = field(default="", repr=False)
    component_key: str = ""
    on_error: ErrorHook | None = None
    directions: str = ""
    important: bool = False
    allows_branching: bool = False
    static_branch_names: Sequence[str] = ()
    dynamic_branch_input: str = ""
    break_loop: bool = False
    terminate_execution: bool = False
    example_payload: object = None


def action(
    label: str,
    *,
    key: str,
    inputs: type[I],
    repeat: Repeat,
    description: str = "",
    inline: bool = False,
    **options: Unpack[ActionOptions],
) -> Callable[[Callable[[Context, I], object]], Action]:
    """Make an action of a function ``(context, inputs) -> data or ActionResult``.

    ``async def`` is awaited; ``def`` runs in a thread of its own, so it may block (and cannot use
    ``context.http``), unless ``inline`` says that it is pure and quick. The docstring's first line is the
    description if none is given.
    """

    def declare(perform: Callable[[Context, I], object]) -> Action:
        return Action(
            key=key,
            label=label,
            description=description or first_line(perform.__doc__),
            inputs=inputs,
            runs=how_it_runs(perform, inline=inline),
            repeat=repeat,
            call=lambda context, raw: perform(context, inputs.clean(raw)),
            document=inspect.getdoc(perform) or "",
            **options,
        )

    return declare


def control_action(
    label: str, *, key: str, inputs: type[Inputs], description: str, **options: Unpack[ActionOptions]
) -> Action:
    """Declare an action that steers the flow; the engine evaluates it, no code is performed."""
    return Action(key=key, label=label, description=description, inputs=inputs, runs=Runs.BY_ENGINE, **options)


def how_it_runs(perform: Callable[..., object], *, inline: bool) -> Runs:
    """Return where a function of an author runs, from how it is written."""
    if inspect.iscoroutinefunction(perform):
        return Runs.AWAITED
    return Runs.INLINE if inline else Runs.IN_THREAD


def first_line(docstring: str | None) -> str:
    """Return a docstring's first line for people: without the marks of code."""
    lines = (docstring or "").strip().splitlines()
    return lines[0].replace("``", "").strip() if lines else ""
