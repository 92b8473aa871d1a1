from __future__ import annotations

import pytest

from trunkline.engine.reference import BadReferenceError, Loop, Path, Reference, Scope, TriggerPath, camel

RESULTS = {
    "trigger": {
        "headers": {"X-GitHub-Event": "issues", "a": {"b": 1}},
        "webhookUrls": {"Process Changes": "https://here.example"},
        "body": {"data": {"records": [{"id": 7}, {"id": 8}], "0": "zero", "a.b": 3, "empty": None}},
        "file": {"data": b"\x00", "contentType": "image/png"},
    },
    "plain": "text",
}
SCOPE = Scope(RESULTS, {"each": Loop({".tag": "file", "n": 4}, 2)}, {})


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("Receive GitHub Events Trigger", "receiveGithubEventsTrigger"),
        ("Get Thread's Last Message", "getThreadSLastMessage"),
        ("Add 7 days", "add7Days"),
        ("HTTP - GET", "httpGet"),
        ("  spaced  ", "spaced"),
        ("🚀 Launch", "launch"),
        ("7 wonders", "7Wonders"),
        ("日本", ""),
        ("", ""),
    ],
)
def test_a_step_is_called_by_its_name_in_camel_case(name: str, key: str) -> None:
    assert camel(name) == key


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain.results", "text"),
        ("trigger.results.body.data.records.0.id", 7),
        ("trigger.results.body.data.records[1].id", 8),
        ("trigger.results.body.data.records[1]['id']", 8),
        ('trigger.results.body.data["records"].1["id"]', 8),
        ("trigger.results.body.data.0", "zero"),
        ('trigger.results.body.data["a.b"]', 3),
        ('trigger.results.body.data.["a.b"]', 3),
        ("trigger.results.webhookUrls.Process Changes", "https://here.example"),
        ("trigger.results.headers.X-GitHub-Event", "issues"),
        ("trigger.results.headers.x-github-event", "issues"),
        ("trigger.results.headers.A.b", 1),
        ("trigger.results.file.data", b"\x00"),
        ("each.currentItem.n", 4),
        ('each.currentItem.[".tag"]', "file"),
        ("each.index", 2),
    ],
)
def test_a_reference_finds_its_value_and_keeps_its_type(text: str, found: object) -> None:
    resolved = Reference.parse(text).resolve(SCOPE)
    assert resolved == found
    assert type(resolved) is type(found)


@pytest.mark.parametrize(
    "text",
    [
        "nobody.results",
        "plain.results.length",
        "plain.results.0",
        "trigger.results.body.data.records.2",
        "trigger.results.body.data.records.-1",
        "trigger.results.body.data.records.id",
        "trigger.results.body.data.Records",
        "trigger.results.body.data.empty.deeper",
        "trigger.results.headers.X-Other",
        "trigger.results.file.data.0",
        "nobody.currentItem.x",
        "nobody.index",
        "each.index.x",
    ],
)
def test_a_path_that_leads_nowhere_gives_nothing(text: str) -> None:
    assert Reference.parse(text).resolve(SCOPE) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "trigger",
        "trigger.result",
        "a..results",
        "a.results.",
        'a.results["x',
        "a.results[0",
        "a.results[0]b",
        ".results",
    ],
)
def test_a_broken_reference_is_refused(text: str) -> None:
    with pytest.raises(BadReferenceError):
        Reference.parse(text)


def test_an_exact_header_goes_before_one_in_other_letters() -> None:
    scope = Scope({"t": {"headers": {"a": 1, "A": 2}}}, {}, {})
    assert Reference.parse("t.results.headers.A").resolve(scope) == 2


def test_a_path_over_nothing_is_the_value_itself() -> None:
    assert Path().find(5) == 5


@pytest.mark.parametrize(
    "text", ["trigger.results.body.id", "myTrigger.results.body.id", "payload.results.body.id", "body.id"]
)
def test_a_field_reads_the_trigger_before_any_step_ran(text: str) -> None:
    assert TriggerPath.parse(text, "myTrigger").find({"body": {"id": "x1"}}) == "x1"


def test_a_field_finds_headers_in_any_letters() -> None:
    path = TriggerPath.parse("myTrigger.results.headers.X-Request-Id", "myTrigger")
    assert path.find({"headers": {"x-request-id": "r1"}}) == "r1"
