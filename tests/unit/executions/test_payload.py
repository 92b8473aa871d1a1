"""How a request is stored and read: by its content type, and without loss."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from trunkline.errors import Internal, Malformed
from trunkline.executions import payload
from trunkline.executions.payload import Incoming

CONTEXT: Mapping[str, object] = {"executionId": "x", "customer": {"name": "Ada"}}


def incoming(body: bytes = b"", content_type: str = "") -> Incoming:
    return Incoming({"a": "b"}, {"q": ["1", "2"]}, "path/ä", body, content_type, "PUT")


@pytest.mark.parametrize(
    ("content_type", "body", "data"),
    [
        ("application/json", b' {"a": [1]} ', {"a": [1]}),
        ("Application/JSON ; charset=utf-8", b"null", None),
        ("application/problem+JSON", b"1e300", 1e300),
        ("application/json", b"18446744073709551616", 2**64),
        ("application/xml", b"<a/>", "<a/>"),
        ("text/html; charset=utf-8", b"<p>", "<p>"),
        ("application/x-www-form-urlencoded", b"a=b", "a=b"),
        ("application/graphql", b"{ me }", "{ me }"),
        ("image/svg+xml", b"<svg/>", "<svg/>"),
        ("", b"plain", "plain"),
        (";", b"plain", "plain"),
        ("application/pdf", b"%PDF", b"%PDF"),
        ("application/jsonish", b"{}", b"{}"),
        ("text/plain", b"\xe4", b"\xe4"),
        ("application/json", b"", None),
        ("application/pdf", b"", None),
        ("multipart/form-data", b"", None),
    ],
)
def test_a_body_is_read_by_its_content_type(content_type: str, body: bytes, data: object) -> None:
    assert payload.parse_body(body, content_type) == data


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{", "application/json"),
        (b'{"a": 1}x', "application/json"),
        (b"\xff", "application/json"),
        (b"NaN", "application/json"),
        (b"1e400", "application/json"),
        (b"[" * 50_000 + b"]" * 50_000, "application/json"),
        (b"x", "multipart/form-data"),
        (b"x", "multipart/form-data; boundary=edge"),
    ],
)
def test_what_checking_lets_in_can_be_read_and_what_it_refuses_is_malformed(body: bytes, content_type: str) -> None:
    with pytest.raises(Malformed):
        payload.check(incoming(body, content_type))


def test_a_request_comes_back_as_it_was_stored() -> None:
    sent = incoming(bytes(range(256)), "application/octet-stream")

    assert payload.unpack_request(payload.pack_request(sent)) == sent


def test_results_of_a_request_hold_its_parts_and_the_context() -> None:
    stored = payload.pack_request(incoming(b'{"id": 7}', "application/json"))

    assert payload.trigger_results(stored, CONTEXT) == {
        "headers": {"a": "b"},
        "queryParameters": {"q": ["1", "2"]},
        "pathFragment": "path/ä",
        "rawBody": {"data": '{"id": 7}', "contentType": "application/json"},
        "body": {"data": {"id": 7}, "contentType": "application/json"},
        "executionId": "x",
        "customer": {"name": "Ada"},
    }


def test_results_that_a_trigger_made_are_kept_beside_the_context() -> None:
    stored = payload.pack_results({"body": {"data": [2**80, "half \ud83d"]}})

    assert payload.unpack_request(stored) is None
    assert payload.trigger_results(stored, CONTEXT) == {**CONTEXT, "body": {"data": [str(2**80), "half ?"]}}


def test_results_that_are_nested_too_deeply_are_refused_in_words() -> None:
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]

    with pytest.raises(Internal, match="too deeply"):
        payload.pack_results({"body": deep})
    while deep:  # to be taken apart from outside: freeing it at once goes as deep
        deep = deep.pop()  # type: ignore[assignment] # each holds the next


def test_a_schedule_starts_with_a_payload_without_a_request() -> None:
    results = payload.trigger_results(payload.pack_nothing(), {})

    assert results["body"] == {"data": None, "contentType": ""}
    assert (results["headers"], results["queryParameters"], results["pathFragment"]) == ({}, {}, "")


def test_parts_of_one_name_are_a_list_and_untyped_parts_text() -> None:
    part = b'--e\r\nContent-Disposition: form-data; name="a"\r\n\r\n%s\r\n'

    data = payload.parse_body(part % b"1" + part % b"2" + part % b"3" + b"--e--", "multipart/form-data; boundary=e")

    assert data == {"a": [{"data": text, "contentType": "text/plain"} for text in ("1", "2", "3")]}
