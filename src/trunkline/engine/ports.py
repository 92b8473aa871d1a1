"""What the engine asks of the world: a journal, somebody who performs actions, and a clock.

A *loop path* names the iteration that a step ran in: ``''`` outside loops, else the loops from the outermost
to the innermost as ``"<loop>[<index>]/<inner loop>[<index>]"``. Loops and steps stand there by their
reference keys (camel case, letters and digits only), so a path is never ambiguous.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from typing import NamedTuple, Protocol

from trunkline.engine.plan import StepPlan
from trunkline.engine.results import ActionResult, Response, StepError

__all__ = [
    "ActionResult",
    "Call",
    "Clock",
    "Journal",
    "Outcome",
    "Perform",
    "Recorded",
    "Response",
    "Severity",
    "StepError",
    "StepKey",
]


class Severity(IntEnum):
    """How weighty a log line is; the numbers order the levels and never change."""

    TRACE = 0
    DEBUG = 1
    INFO = 2
    WARN = 3
    ERROR = 4
    FATAL = 5
    METRIC = 6


class StepKey(NamedTuple):
    """One run of one step within an execution: the step's reference key and its loop path."""

    step: str
    loop_path: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One finished step, as the journal keeps it.

    ``data`` is what later steps see as the step's results. ``branch`` is the branch that was taken. ``error``
    is set when the step failed, also when its failure was ignored. ``position`` counts finished steps from 1
    and rises with time; the trigger is position 0 and recorded by whoever accepted it.
    """

    key: StepKey
    started_at: datetime
    ended_at: datetime
    data: object
    branch: str | None
    error: str | None
    position: int
    content_type: str | None = None


class Journal(Protocol):
    """Keeps what happened. What is durable of it is always a prefix of what was recorded, in order."""

    @property
    def recorded(self) -> Mapping[StepKey, Recorded]:
        """Return what an earlier attempt of this execution recorded; empty on a first run."""
        ...

    def record(self, recorded: Recorded) -> None:
        """Take a finished step; must not block."""
        ...

    def log(self, severity: Severity, message: str, step: str | None, loop_path: str) -> None:
        """Take a log line; ``step`` is the step's reference key; must not block."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt at one action. ``attempt`` counts from 1 within this run of the execution."""

    step: StepPlan
    inputs: dict[str, object]
    key: StepKey
    attempt: int

    @property
    def idempotency_parts(self) -> tuple[str, str]:
        """Return what, with the execution's id, stays the same over every try of this step."""
        return self.key.step, self.key.loop_path


class Perform(Protocol):
    """Runs one action of a component."""

    async def __call__(self, call: Call) -> ActionResult:
        """Run the action.

        Raises:
            StepError: the action failed; any other exception ends the run and reaches the caller of ``run``.
        """
        ...


class Clock(Protocol):
    """Tells the time and waits."""

    def now(self) -> datetime:
        """Return the present as an aware UTC time."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Wait; ``sleep(0)`` lets others go first."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an execution ended. ``last`` is the result of the step that finished last."""

    succeeded: bool
    error: str | None = None
    failed_step: StepKey | None = None
    response: Response | None = None
    last: ActionResult | None = None
