"""Components are found by their entry points, and what is missing is named with what is near."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import EntryPoint

import pytest

from trunkline.components.http import component as http
from trunkline.components.log import component as log
from trunkline.errors import NotFound, SetupError
from trunkline.runtime import registry
from trunkline.runtime.registry import GROUP, Registry, load
from trunkline.sdk.testing import acceptance_problems

BUILT_IN = {"branch", "http", "log", "loop", "schedule-triggers", "stop-execution", "webhook-triggers"}


def test_the_built_in_components_are_installed_and_every_installed_one_is_accepted():
    components = load().components
    assert components.keys() >= BUILT_IN
    assert {key: problems for key, one in components.items() if (problems := acceptance_problems(one))} == {}


def test_members_are_found_by_component_and_key():
    known = Registry([http, log])
    assert known.action("http", "httpGet").label == "GET Request"
    assert known.trigger("http", "webhook").is_passive
    assert known.component("log") is log


@pytest.mark.parametrize(
    ("find", "message"),
    [
        (lambda known: known.component("htp"), "component 'htp' is not installed; did you mean 'http'?"),
        (lambda known: known.action("slack", "post"), "component 'slack' is not installed"),
        (lambda known: known.action("http", "httpGett"), "has no action 'httpGett'; did you mean 'httpGet'?"),
        (lambda known: known.trigger("log", "writeLog"), "component 'log' has no trigger 'writeLog'"),
        (lambda known: known.data_source("log", "names"), "component 'log' has no data source 'names'"),
    ],
)
def test_what_is_missing_is_named_with_the_nearest(find: Callable[[Registry], object], message: str):
    with pytest.raises(NotFound) as error:
        find(Registry([http, log]))
    assert message in error.value.message


def test_two_components_of_one_key_are_refused():
    with pytest.raises(SetupError, match="two installed components have the key 'log'"):
        Registry([log, log])


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("trunkline.components.nothing:component", "cannot be imported: ModuleNotFoundError"),
        ("trunkline.components.log:write_log", "names no Component"),
    ],
)
def test_an_entry_point_that_does_not_work_stops_the_start_and_is_named(
    value: str, message: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(registry, "entry_points", lambda **_: [EntryPoint("acme", value, GROUP)])
    with pytest.raises(SetupError) as error:
        load()
    assert "'acme'" in error.value.message
    assert message in error.value.message
