"""Running an action: in its place, within its time, and with every fault in words."""

from __future__ import annotations

import asyncio
import sys
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from decimal import Decimal
from uuid import UUID

import pytest
import structlog

from trunkline.runtime.perform import perform, value_of
from trunkline.sdk import (
    Action,
    ActionError,
    ActionResult,
    Component,
    Context,
    DataSourceType,
    File,
    Http,
    HttpRequest,
    HttpResponse,
    InputError,
    Inputs,
    Logger,
    LogLevel,
    NotRetryable,
    RateLimited,
    Repeat,
    Run,
    TimedOut,
    action,
    control_action,
    data_source,
    fields,
)


class Give(Inputs):
    value = fields.anything("Value")
    count = fields.integer("Count")


async def no_calls(request: HttpRequest) -> HttpResponse:
    raise AssertionError(f"nothing should be called, but {request.url} was")


def context(lines: list[str] | None = None, time_limit_s: float = 5.0) -> Context:
    written = [] if lines is None else lines
    return Context(
        run=Run(execution_id="e1"),
        http=Http(no_calls),
        logger=Logger(lambda level, message: written.append(f"{level}: {message}")),
        sleep=asyncio.sleep,
        time_limit_s=time_limit_s,
    )


def declared(function, **options) -> Action:
    made = action("Label", key="act", inputs=Give, repeat=Repeat.SAFE, **options)(function)
    return Component(key="tests", label="T", description="T.", category="T", actions=[made]).actions[0]


async def result_of(function, raw: dict[str, object] | None = None, **options) -> ActionResult:
    return await perform(declared(function, **options), context(), raw or {})


async def awaited(_context, inputs):
    return inputs.value


def plainly(_context, inputs):
    return inputs.value


@pytest.mark.parametrize(
    "options", [{"function": awaited}, {"function": plainly}, {"function": plainly, "inline": True}]
)
async def test_an_action_gets_clean_inputs_and_its_data_is_the_result(options):
    assert await result_of(raw={"value": {"a": [1]}}, **options) == ActionResult({"a": [1]})


async def test_a_def_runs_in_a_thread_and_an_inline_one_does_not():
    def thread_name(_context, _inputs):
        return threading.current_thread().name

    assert (await result_of(thread_name)).data.startswith("component")
    assert (await result_of(thread_name, inline=True)).data == threading.current_thread().name


async def test_what_a_result_says_besides_data_is_kept():
    def answer(_context, _inputs):
        return ActionResult(b"x", "image/png", 201, {"A": "b"}, "Yes")

    assert await result_of(answer, inline=True) == ActionResult(b"x", "image/png", 201, {"A": "b"}, "Yes")


async def test_an_input_that_cannot_be_used_is_an_error_before_the_action_runs():
    with pytest.raises(InputError, match="input 'count' \\(Count\\) got 'x', but needs a number"):
        await result_of(awaited, {"count": "x"})


async def test_an_action_that_takes_too_long_is_stopped():
    stopped = asyncio.Event()

    async def slow(_context, _inputs):
        try:
            await asyncio.Event().wait()
        finally:
            stopped.set()

    with pytest.raises(TimedOut, match=r"tests.act took longer than 0.01 s and was stopped") as error:
        await perform(declared(slow), context(time_limit_s=0.01), {})
    assert stopped.is_set()
    assert error.value.retryable


async def test_a_blocking_action_that_takes_too_long_is_left_behind_and_its_late_lines_are_dropped():
    lines: list[str] = []
    go_on, done = threading.Event(), threading.Event()

    def slow(given, _inputs):
        given.logger.info("early")
        go_on.wait(5)
        given.logger.info("late")
        done.set()

    with pytest.raises(TimedOut):
        await perform(declared(slow), context(lines, time_limit_s=0.05), {})
    go_on.set()
    await asyncio.get_running_loop().run_in_executor(None, done.wait, 5)
    await asyncio.get_running_loop().run_in_executor(None, bool)  # lets the loop take what the thread left
    assert lines == ["info: early"]


async def test_log_lines_of_a_thread_are_written_on_the_event_loop_in_order():
    written: list[tuple[str, str]] = []
    home = threading.current_thread().name
    given = replace(
        context(), logger=Logger(lambda _, message: written.append((threading.current_thread().name, message)))
    )

    def talk(its, _inputs):
        for number in range(5):
            its.logger.debug(str(number))

    await perform(declared(talk), given, {})
    assert written == [(home, str(number)) for number in range(5)]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (KeyError("id"), "tests.act failed: KeyError: 'id'"),
        (ValueError(), "tests.act failed: ValueError"),
        (SystemExit(3), "tests.act failed: SystemExit: 3"),
        (TimeoutError("socket"), "tests.act timed out: socket"),
        (asyncio.CancelledError(), "tests.act failed: CancelledError"),
    ],
)
async def test_an_unexpected_exception_becomes_an_error_in_words_and_goes_to_the_operators_log(
    wrong: BaseException, message: str
):
    async def crash(_context, _inputs):
        raise wrong

    with structlog.testing.capture_logs() as logged, pytest.raises(ActionError) as error:
        await result_of(crash)
    assert error.value.message == message
    assert error.value.retryable
    assert "Traceback" not in error.value.message
    crashes = [entry for entry in logged if entry["event"] == "action.crashed"]
    assert [entry["exc_info"] for entry in crashes] == ([] if isinstance(wrong, TimeoutError) else [wrong])


@pytest.mark.parametrize("inline", [True, False])
async def test_a_crash_of_a_def_is_in_words_too(inline: bool):
    def crash(_context, _inputs):
        raise KeyError("id")

    with structlog.testing.capture_logs(), pytest.raises(ActionError, match="KeyError: 'id'"):
        await result_of(crash, inline=inline)


async def test_an_exit_in_a_thread_harms_only_its_action():
    def leave(_context, _inputs):
        sys.exit(1)

    with structlog.testing.capture_logs(), pytest.raises(ActionError, match="SystemExit"):
        await result_of(leave)


async def test_an_async_action_behind_a_plain_decorator_is_awaited_too():
    def decorated(given, inputs):
        return awaited(given, inputs)

    assert (await result_of(decorated, {"value": 5})).data == 5


async def test_a_stuck_thread_holds_one_place_and_others_go_on():
    go_on = threading.Event()

    def stuck(_context, _inputs):
        go_on.wait(5)

    results = [perform(declared(stuck), context(time_limit_s=0.05), {}) for _ in range(3)]
    assert [type(error) for error in await asyncio.gather(*results, return_exceptions=True)] == [TimedOut] * 3
    assert (await result_of(plainly, {"value": 1})).data == 1
    assert all(thread.daemon for thread in threading.enumerate() if thread.name == "component")
    go_on.set()


async def test_an_error_of_the_sdk_comes_out_as_it_is():
    async def refuse(_context, _inputs):
        raise RateLimited("slow down", retry_after_s=7)

    with pytest.raises(RateLimited, match=r"^slow down$") as error:
        await result_of(refuse)
    assert error.value.retry_after_s == 7


async def test_cancelling_the_execution_cancels_its_action():
    started = asyncio.Event()

    async def wait(_context, _inputs):
        started.set()
        await asyncio.Event().wait()

    task = asyncio.ensure_future(result_of(wait))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_the_component_may_turn_exceptions_into_better_ones():
    async def crash(_context, _inputs):
        raise KeyError("E42")

    hooked = Component(
        key="tests",
        label="T",
        description="T.",
        category="T",
        actions=[action("Label", key="act", inputs=Give, repeat=Repeat.SAFE)(crash)],
        on_error=lambda wrong: NotRetryable(f"the shop is closed ({wrong})"),
    )
    with pytest.raises(NotRetryable, match=r"the shop is closed \('E42'\)"):
        await perform(hooked.actions[0], context(), {})


async def test_a_hook_that_fails_itself_is_one_more_error_in_words():
    def broken(_wrong):
        raise ZeroDivisionError("hook")

    async def crash(_context, _inputs):
        raise KeyError("E42")

    hooked = replace(declared(crash), on_error=broken)
    with structlog.testing.capture_logs(), pytest.raises(ActionError, match="ZeroDivisionError: hook"):
        await perform(hooked, context(), {})


async def test_what_the_engine_evaluates_is_not_performed():
    steer = control_action("Steer", key="steer", inputs=Give, description="Steers.")
    with pytest.raises(NotRetryable, match="is not an action to be performed"):
        await perform(steer, context(), {})


@dataclass
class Point:
    x: int
    at: datetime


@pytest.mark.parametrize(
    ("data", "stored"),
    [
        (None, None),
        ("text", "text"),
        (b"bytes", b"bytes"),
        ((1, 2.5, {"a": True}), [1, 2.5, {"a": True}]),
        ({1: "a", None: "b"} and {1: "a"}, {"1": "a"}),
        (datetime(2031, 1, 2, tzinfo=UTC), "2031-01-02T00:00:00Z"),
        ([UUID(int=1), Decimal("1.50")], ["00000000-0000-0000-0000-000000000001", "1.50"]),
        (Point(1, datetime(2031, 1, 2, tzinfo=UTC)), {"x": 1, "at": "2031-01-02T00:00:00Z"}),
        ([File(b"%PDF", "application/pdf")], [{"data": b"%PDF", "contentType": "application/pdf"}]),
        (LogLevel.INFO, "info"),
    ],
)
async def test_a_result_is_what_can_be_stored(data: object, stored: object):
    def give(_context, _inputs):
        return data

    result = (await result_of(give, inline=True)).data
    assert result == stored
    assert type(result) is type(stored)


def nested() -> object:
    data: list[object] = []
    for _ in range(100_000):
        data = [data]
    return data


def circular() -> object:
    data: list[object] = []
    data.append(data)
    return data


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda: {"f": print}, "a value of type builtin_function_or_method; return text, numbers"),
        (object, "a value of type object"),
        (lambda: 2**64, "cannot be stored"),
        (lambda: {"big": [10**30]}, "cannot be stored"),
        (lambda: "\ud800", "cannot be stored"),
        (lambda: {"a": "\ud800"}, "cannot be stored"),
        (nested, "nested too deep"),
        (circular, "nested too deep"),
    ],
)
async def test_a_result_that_cannot_be_stored_is_an_error_that_says_what(make, reason: str):
    def give(_context, _inputs):
        return make()

    with pytest.raises(NotRetryable) as error:
        await result_of(give, inline=True)
    assert reason in error.value.message
    assert error.value.message.startswith("tests.act returned data that")


async def test_a_result_is_no_longer_the_actions_own_object():
    own: dict[str, object] = {"list": [1]}

    def give(_context, _inputs):
        return own

    result = (await result_of(give, inline=True)).data
    own["list"] = None
    assert result == {"list": [1]}


async def test_a_data_source_gives_its_value():
    @data_source("Names", key="names", gives=DataSourceType.PICKLIST, inputs=Give)
    async def names(_context: Context, inputs: Give) -> tuple[object, ...]:
        """List names."""
        return ("a", inputs.value)

    assert await value_of(names, context(), {"value": "b"}) == ["a", "b"]
