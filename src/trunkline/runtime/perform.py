"""Run one action: inputs cleaned, within its time, its faults in words, its result ready to be stored."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from trunkline import log as logs
from trunkline.runtime.plain import plain
from trunkline.runtime.threads import in_thread
from trunkline.sdk import Action, ActionError, ActionResult, Context, DataSource, NotRetryable, Runs, TimedOut
from trunkline.sdk.action import ErrorHook

log = logs.get(__name__)


async def perform(action: Action, context: Context, raw: Mapping[str, object]) -> ActionResult:
    """Run ``action`` with wire values by input key, for at most ``context.time_limit_s``.

    Raises:
        ActionError: it failed, in words for the flow's builder; ``retryable`` steers retries.
    """
    call = action.call
    if call is None:
        raise NotRetryable(f"{action.component_key}.{action.key} steers the flow; it is not an action to be performed")
    name = f"{action.component_key}.{action.key}"
    result = await guarded(name, action.runs, context, lambda given: call(given, raw), action.on_error)
    if isinstance(result, ActionResult):
        return ActionResult(
            plain(result.data, name), result.content_type, result.status_code, result.headers, result.branch
        )
    return ActionResult(plain(result, name))


async def value_of(source: DataSource, context: Context, raw: Mapping[str, object]) -> object:
    """Return what a data source gives.

    Raises:
        ActionError: it failed, in words for the person who configures.
    """
    name = f"{source.component_key}.{source.key}"
    result = await guarded(name, source.runs, context, lambda given: source.call(given, raw), source.on_error)
    return plain(result, name)


async def guarded(
    name: str, runs: Runs, context: Context, call: Callable[[Context], object], on_error: ErrorHook | None
) -> object:
    """Run component code within ``context.time_limit_s``; whatever it throws becomes an ``ActionError``.

    Raises:
        ActionError: the code failed or took too long.
    """
    try:
        if runs is Runs.INLINE:
            return call(context)
        return await _within_time(name, runs, context, call)
    except (Exception, SystemExit) as wrong:  # noqa: BLE001 - an author's code may throw anything, and must harm only itself
        raise _explained(name, context, wrong, on_error) from None
    except asyncio.CancelledError as wrong:
        if _was_cancelled_from_outside():
            raise
        raise _explained(name, context, wrong, on_error) from None


async def _within_time(name: str, runs: Runs, context: Context, call: Callable[[Context], object]) -> object:
    limit_s = context.time_limit_s
    try:
        async with asyncio.timeout(limit_s) as limit:
            if runs is Runs.IN_THREAD:
                return await _awaited(await in_thread(call, context))
            return await _awaited(call(context))
    except TimeoutError as wrong:
        if limit.expired():
            raise TimedOut(f"{name} took longer than {limit_s:g} s and was stopped") from None
        raise ActionError(f"{name} timed out: {wrong}".rstrip(": ")) from None


async def _awaited(result: object) -> object:
    return await result if asyncio.iscoroutine(result) else result


def _was_cancelled_from_outside() -> bool:
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _hooked(wrong: Exception, on_error: ErrorHook) -> Exception:
    try:
        return on_error(wrong)
    except Exception as worse:  # noqa: BLE001 - the hook is an author's code too
        return worse


def _explained(name: str, context: Context, wrong: BaseException, on_error: ErrorHook | None) -> ActionError:
    """Return the error for people; operators find the stack trace of an unexpected one in the log."""
    if on_error is not None and isinstance(wrong, Exception):
        wrong = _hooked(wrong, on_error)
    if isinstance(wrong, ActionError):
        return wrong
    log.error("action.crashed", action=name, execution_id=context.execution_id, step=context.step, exc_info=wrong)
    return ActionError(f"{name} failed: {type(wrong).__name__}: {wrong}".rstrip(": "))
