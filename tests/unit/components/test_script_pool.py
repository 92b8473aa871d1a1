"""The processes that run JavaScript are used again, replaced when they break, and end what never ends."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from trunkline.components.common import script, script_pool


def hosts() -> set[int]:
    program = str(script_pool.PROGRAM)
    return {child.pid for child in psutil.Process().children() if program in child.cmdline()}


@pytest.fixture(autouse=True)
def no_hosts_from_elsewhere():
    script_pool._pool.stop()
    yield
    script_pool._pool.stop()
    assert hosts() == set()


def value_of(body: str, **arguments: object) -> object:
    return script.run(body, {}, arguments).value


def test_a_process_is_used_again():
    assert value_of("return 1 + one;", one=1) == 2
    first = hosts()
    assert value_of("return 2;") == 2
    assert len(first) == 1
    assert hosts() == first


def test_a_process_that_somebody_killed_is_replaced():
    value_of("return 1;")
    (pid,) = hosts()
    process = psutil.Process(pid)
    process.kill()
    process.wait(timeout=30)
    assert value_of("return 3;") == 3
    assert pid not in hosts()


def test_a_worn_out_process_is_replaced(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script_pool, "MOST_USES", 1)
    value_of("return 1;")
    assert hosts() == set()


@pytest.mark.parametrize(
    "body",
    [
        "return Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1);",
        "return 'a'.repeat(5e7).indexOf('a'.repeat(2e7) + 'b');",
        "return Array.prototype.values.call({ length: 2 ** 53 - 1 }).drop(1e15).next();",
    ],
)
def test_even_a_loop_of_the_engine_itself_is_stopped(body: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "TIME_LIMIT_S", 0.1)
    with pytest.raises(script.ScriptFailed, match=r"took longer than 0.1 s and was stopped"):
        value_of(body)
    assert value_of("return 1;") == 1


def test_scripts_run_side_by_side_and_get_their_own_answers():
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda number: value_of("return number * 2;", number=number), range(40)))
    assert answers == [number * 2 for number in range(40)]
    assert len(hosts()) <= max(2, os.cpu_count() or 1)


def test_a_process_inherits_no_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("A_SECRET", "hush")
    value_of("return 1;")
    (pid,) = hosts()
    assert "A_SECRET" not in psutil.Process(pid).environ()


def test_a_process_has_only_its_pipes_open():
    with open(__file__) as file:  # noqa: PTH123 - just any open file
        os.set_inheritable(file.fileno(), True)
        value_of("return 1;")
        (pid,) = hosts()
        assert [opened.path for opened in psutil.Process(pid).open_files()] == []


def test_dates_are_in_utc():
    assert value_of("return new Date(2031, 0, 1).toISOString();") == "2031-01-01T00:00:00.000Z"
