"""Walks the steps of a flow: resolves inputs, asks for actions to be performed, and tells the journal.

The runner decides nothing by the time or by chance, so a second attempt over the same journal walks the same
way: a step that is recorded is not performed again, its result and the branch it took are used. What a failed
step leaves behind, when its error handling goes on, is ``{"error": <message>, "failed": true}``. A loop that
ignores errors goes on with the next item when a step of its body fails. After a loop, its body's steps show
the results of the last iteration, unless that one failed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum

from trunkline.engine import lines
from trunkline.engine.control import Control, StopExecution
from trunkline.engine.plan import FlowPlan, StepKind, StepPlan
from trunkline.engine.ports import (
    ActionResult,
    Call,
    Clock,
    Journal,
    Outcome,
    Perform,
    Recorded,
    Response,
    Severity,
    StepError,
    StepKey,
)
from trunkline.engine.reference import Loop, Scope
from trunkline.engine.retry import wait_before_retry

_TOO_DEEP = "the data is nested too deeply"
_STEPS_BETWEEN_PAUSES = 200  # a loop of steps that never wait must still let others run


class _Signal(Enum):
    """What a step means for those around it."""

    GO_ON = 0
    BREAK = 1
    STOP = 2
    FAIL = 3


async def run(
    plan: FlowPlan,
    *,
    trigger: Mapping[str, object],
    config: Mapping[str, object],
    journal: Journal,
    perform: Perform,
    clock: Clock,
    trigger_branch: str | None = None,
) -> Outcome:
    """Run a flow to its end, going on where ``journal`` stopped, and return how it ended.

    ``trigger`` is the result of the trigger step, ``trigger_branch`` the branch that it took, if it branches;
    ``config`` holds the values of the config variables by key. Whatever ``perform`` raises besides ``StepError``,
    cancellation too, passes through and leaves the execution unfinished.
    """
    walk = _Walk(plan, trigger, config, journal, perform, clock)
    return await walk.to_the_end(trigger_branch)


def iteration_path(loop_path: str, loop: str, index: int) -> str:
    """Return the loop path of one iteration of a loop that stands in ``loop_path``."""
    return f"{loop_path}/{loop}[{index}]" if loop_path else f"{loop}[{index}]"


def restore(
    steps: Sequence[StepPlan],
    loop_path: str,
    recorded: Mapping[StepKey, Recorded],
    results: dict[str, object],
) -> None:
    """Fill in what finished steps left behind, as seen from after them."""
    for step in steps:
        found = recorded.get(StepKey(step.key, loop_path))
        if found is None:
            continue
        results[step.key] = found.data
        for branch in step.branches.values():
            restore(branch, loop_path, recorded, results)
        if step.body and isinstance(found.data, list) and found.data and not _is_failed(found.data[-1]):
            restore(step.body, iteration_path(loop_path, step.key, len(found.data) - 1), recorded, results)


class _Walk:
    """One attempt at one execution."""

    __slots__ = (
        "_clock", "_error", "_failed", "_journal", "_last", "_perform", "_plan",
        "_position", "_recorded", "_response", "_scope", "_since_pause",
    )  # fmt: skip

    def __init__(
        self,
        plan: FlowPlan,
        trigger: Mapping[str, object],
        config: Mapping[str, object],
        journal: Journal,
        perform: Perform,
        clock: Clock,
    ) -> None:
        self._plan = plan
        self._scope = Scope({plan.trigger.key: trigger}, {}, config)
        self._journal = journal
        self._recorded = journal.recorded
        self._perform = perform
        self._clock = clock
        self._position = 0
        self._since_pause = 0
        self._error: str | None = None
        self._failed: StepKey | None = None
        self._response: Response | None = None
        self._last: ActionResult | None = None

    async def to_the_end(self, trigger_branch: str | None) -> Outcome:
        name = self._plan.name
        finished = len(self._recorded)
        first_line = lines.resuming(name, finished) if finished else lines.starting(name)
        self._journal.log(Severity.INFO, first_line, None, "")
        signal = _Signal.GO_ON
        if trigger_branch is not None and self._plan.trigger.branches:
            signal = await self._steps(self._plan.trigger.branch(trigger_branch), "")
        if signal is _Signal.GO_ON:
            signal = await self._steps(self._plan.steps, "")
        outcome = Outcome(signal is not _Signal.FAIL, self._error, self._failed, self._response, self._last)
        self._journal.log(Severity.INFO, lines.ending(name, outcome), None, "")
        return outcome

    async def _steps(self, steps: tuple[StepPlan, ...], loop_path: str) -> _Signal:
        for step in steps:
            key = StepKey(step.key, loop_path)
            found = self._recorded.get(key) if self._recorded else None
            if found is not None:
                signal = await self._again(step, found)
            elif step.kind is StepKind.LOOP:
                signal = await self._loop(step, key)
            else:
                signal = await self._step(step, key)
            if signal is not _Signal.GO_ON:
                return signal
        return _Signal.GO_ON

    async def _step(self, step: StepPlan, key: StepKey) -> _Signal:
        clock = self._clock
        self._since_pause += 1
        if self._since_pause >= _STEPS_BETWEEN_PAUSES:
            await self._pause()
        self._journal.log(Severity.INFO, step.starting_line, key.step, key.loop_path)
        started_at = clock.now()
        result = await self._settle(step, key)
        self._position += 1
        self._journal.record(
            Recorded(
                key, started_at, clock.now(), result.data, result.branch, result.error,
                self._position, result.content_type,
            )
        )  # fmt: skip
        signal = self._after(step, key, result)
        if step.branches and result.branch is not None and signal is _Signal.GO_ON:
            return await self._steps(step.branch(result.branch), key.loop_path)
        return signal

    async def _again(self, step: StepPlan, found: Recorded) -> _Signal:
        """Go on after a step that an earlier attempt finished."""
        self._since_pause += 1
        if self._since_pause >= _STEPS_BETWEEN_PAUSES:
            await self._pause()
        self._position = max(self._position, found.position)
        if step.kind is StepKind.LOOP and found.error is None:
            restore((step,), found.key.loop_path, self._recorded, self._scope.results)
        result = ActionResult(found.data, found.content_type, branch=found.branch, error=found.error)
        signal = self._after(step, found.key, result)
        if step.branches and found.branch is not None and signal is _Signal.GO_ON:
            return await self._steps(step.branch(found.branch), found.key.loop_path)
        return signal

    def _after(self, step: StepPlan, key: StepKey, result: ActionResult) -> _Signal:
        """Make a finished step's result known, and say what follows from it."""
        self._scope.results[step.key] = result.data
        self._last = result
        if result.error is not None:
            if step.ignores_errors:
                return _Signal.GO_ON
            self._error, self._failed = result.error, key
            return _Signal.FAIL
        if step.kind is StepKind.BREAK:
            return _Signal.BREAK
        if isinstance(step.control, StopExecution):
            self._response = step.control.response(self._scope)
            return _Signal.STOP
        return _Signal.GO_ON

    async def _settle(self, step: StepPlan, key: StepKey) -> ActionResult:
        """Try a step as often as its error handling says; return its result or its failure."""
        attempt = 1
        while True:
            try:
                if step.control is not None:
                    return self._decide(step.control)
                result = await self._perform(Call(step, self._inputs(step), key, attempt))
                if result.error is None:
                    return result
                failure = StepError(result.error)
            except StepError as error:
                failure = error
            wait_s = wait_before_retry(step.on_error, attempt, failure)
            if wait_s is None:
                return self._failure(step, key, failure)
            line = lines.step_retried(step.name, failure.message, wait_s)
            self._journal.log(Severity.WARN, line, step.key, key.loop_path)
            await self._clock.sleep(wait_s)
            attempt += 1

    def _inputs(self, step: StepPlan) -> dict[str, object]:
        try:
            return step.inputs.resolve(self._scope)
        except RecursionError:
            raise StepError(_TOO_DEEP, retryable=False) from None

    def _decide(self, control: Control) -> ActionResult:
        try:
            return control.decide(self._scope)
        except RecursionError:
            raise StepError(_TOO_DEEP, retryable=False) from None

    def _failure(self, step: StepPlan, key: StepKey, error: StepError) -> ActionResult:
        if step.ignores_errors:
            line = lines.step_ignored(step.name, error.message)
            self._journal.log(Severity.WARN, line, step.key, key.loop_path)
        else:
            line = lines.step_failed(step.name, error.message)
            self._journal.log(Severity.ERROR, line, step.key, key.loop_path)
        return ActionResult(_failed_data(error.message), error=error.message)

    async def _loop(self, step: StepPlan, key: StepKey) -> _Signal:
        self._journal.log(Severity.INFO, step.starting_line, step.key, key.loop_path)
        started_at = self._clock.now()
        result = await self._settle(step, key)
        if result.error is None:
            signal, results = await self._iterate(step, key, result.data)
            if signal is not _Signal.GO_ON:
                return signal  # the loop did not finish, so it is not recorded
            result = ActionResult(results)
        self._position += 1
        ended_at = self._clock.now()
        self._journal.record(Recorded(key, started_at, ended_at, result.data, None, result.error, self._position))
        return self._after(step, key, result)

    async def _iterate(self, step: StepPlan, key: StepKey, items: object) -> tuple[_Signal, list[object]]:
        """Run the body for each item; return the last body step's results, one an iteration."""
        results: list[object] = []
        if not isinstance(items, Sequence):
            return _Signal.GO_ON, results
        last_key = step.body[-1].key if step.body else ""
        counts = isinstance(items, range)  # a loop that only counts has no items
        loop = self._scope.loops[step.key] = Loop()
        for index, item in enumerate(items):
            loop.item, loop.index = None if counts else item, index
            self._forget(step)
            self._since_pause += 1
            if self._since_pause >= _STEPS_BETWEEN_PAUSES:
                await self._pause()
            signal = await self._steps(step.body, iteration_path(key.loop_path, step.key, index))
            if signal is _Signal.FAIL and step.ignores_errors:
                results.append(_failed_data(self._error or ""))
                self._error = self._failed = None
                continue
            if signal in (_Signal.FAIL, _Signal.STOP):
                return signal, results
            results.append(self._scope.results.get(last_key))
            if signal is _Signal.BREAK:
                break
        del self._scope.loops[step.key]
        if results and _is_failed(results[-1]):
            self._forget(step)
        return _Signal.GO_ON, results

    def _forget(self, loop: StepPlan) -> None:
        for key in loop.body_keys:
            self._scope.results.pop(key, None)

    async def _pause(self) -> None:
        self._since_pause = 0
        await self._clock.sleep(0)


def _failed_data(message: str) -> dict[str, object]:
    return {"error": message, "failed": True}


def _is_failed(result: object) -> bool:
    return isinstance(result, dict) and result.get("failed") is True and "error" in result
