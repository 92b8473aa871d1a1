"""Triggers: what starts an execution, and what the caller is answered."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypedDict, TypeVar, Unpack

from trunkline.sdk.action import ErrorHook, Runs, first_line, how_it_runs
from trunkline.sdk.context import Context
from trunkline.sdk.http import Headers
from trunkline.sdk.inputs import Inputs

I = TypeVar("I", bound=Inputs)  # noqa: E741 - inputs


class Support(StrEnum):
    """Whether a trigger goes with a feature, as the public API names it."""

    INVALID = "INVALID"
    VALID = "VALID"
    REQUIRED = "REQUIRED"


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a request: parsed in ``body``, as it came in ``raw_body``."""

    data: object = None
    content_type: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerPayload:
    """What came in. A scheduled execution has none of it."""

    headers: Headers = field(default_factory=Headers)
    query_parameters: Mapping[str, str] = field(default_factory=dict)
    body: Body = Body()
    raw_body: Body = Body()
    path_fragment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The answer to the caller; ``None`` is the platform's default (200, ``{"executionId": ...}``)."""

    status_code: int | None = None
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes | None = None


@dataclass(frozen=True, slots=True)
class TriggerResult:
    """What a trigger made of a request: the payload that steps see, and the answer if not the default."""

    payload: TriggerPayload
    response: Response | None = None
    branch: str | None = None


TriggerCall = Callable[[Context, TriggerPayload, Mapping[str, object]], object]
Answer = Callable[[Mapping[str, object]], Response | None]


class TriggerOptions(TypedDict, total=False):
    """The rarer settings of a trigger, as the public API names them."""

    directions: str
    important: bool
    allows_branching: bool
    static_branch_names: Sequence[str]
    dynamic_branch_input: str
    is_common: bool
    example_payload: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """A declared trigger. Without ``call`` payloads pass as they are; ``answer`` needs only inputs."""

    key: str
    label: str
    description: str
    inputs: type[Inputs]
    schedule_support: Support = Support.INVALID
    synchronous_response_support: Support = Support.VALID
    runs: Runs = Runs.INLINE
    call: TriggerCall | None = None
    answer: Answer | None = None
    document: str = field(default="", repr=False)
    component_key: str = ""
    on_error: ErrorHook | None = None
    directions: str = ""
    important: bool = False
    allows_branching: bool = False
    static_branch_names: Sequence[str] = ()
    dynamic_branch_input: str = ""
    is_common: bool = False
    example_payload: object = None

    @property
    def is_passive(self) -> bool:
        """Whether no code has to run for a request."""
        return self.call is None


def trigger(
    label: str,
    *,
    key: str,
    inputs: type[I],
    description: str = "",
    schedule: Support = Support.INVALID,
    synchronous: Support = Support.VALID,
    inline: bool = False,
    **options: Unpack[TriggerOptions],
) -> Callable[[Callable[[Context, TriggerPayload, I], object]], Trigger]:
    """Make a trigger of a function ``(context, payload, inputs) -> TriggerResult``, run for every request.

    ``def`` and ``inline`` mean what they mean for actions. An ``ActionError`` refuses the request.
    """

    def declare(perform: Callable[[Context, TriggerPayload, I], object]) -> Trigger:
        return Trigger(
            key=key,
            label=label,
            description=description or first_line(perform.__doc__),
            inputs=inputs,
            schedule_support=schedule,
            synchronous_response_support=synchronous,
            runs=how_it_runs(perform, inline=inline),
            call=lambda context, payload, raw: perform(context, payload, inputs.clean(raw)),
            document=inspect.getdoc(perform) or "",
            **options,
        )

    return declare


def passive_trigger(
    label: str,
    *,
    key: str,
    inputs: type[I],
    description: str,
    answer: Callable[[I], Response | None] | None = None,
    schedule: Support = Support.INVALID,
    synchronous: Support = Support.VALID,
    **options: Unpack[TriggerOptions],
) -> Trigger:
    """Declare a trigger that costs nothing per request: the payload passes as it is.

    ``answer`` makes the response of the inputs alone, so it is computed once per deployment.
    """
    return Trigger(
        key=key,
        label=label,
        description=description,
        inputs=inputs,
        schedule_support=schedule,
        synchronous_response_support=synchronous,
        answer=None if answer is None else _of_raw(answer, inputs),
        **options,
    )


def _of_raw(answer: Callable[[I], Response | None], inputs: type[I]) -> Answer:
    return lambda raw: answer(inputs.clean(raw))
