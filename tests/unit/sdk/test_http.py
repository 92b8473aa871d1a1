"""The pieces of the HTTP client that components use directly."""

from __future__ import annotations

import pytest

from trunkline.sdk import Headers, HttpResponse
from trunkline.sdk.http import idempotency_header, without_query


def test_headers_are_found_in_any_capitals():
    headers = Headers({"X-GitHub-Event": "push"})
    assert headers["x-github-event"] == headers["X-GITHUB-EVENT"] == "push"
    assert "X-Github-Event" in headers
    assert "push" not in repr(headers)


@pytest.mark.parametrize("key", ["e1/postOrder", "e1/postOrder/loop[3]"])
def test_an_idempotency_key_travels_as_it_is(key: str):
    assert idempotency_header(key) == {"Idempotency-Key": key}


@pytest.mark.parametrize("key", ["e1/Schleife über Aufträge[3]", "a\r\nX: b", "k" * 300, "two words"])
def test_an_idempotency_key_that_no_header_carries_is_hashed(key: str):
    (value,) = idempotency_header(key).values()
    assert len(value) == 64
    assert idempotency_header(key + "x") != idempotency_header(key)


def test_there_is_no_header_without_a_key():
    assert idempotency_header("") == {}


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://u:p@api.example.com:8443/a/b?key=hush#part", "https://api.example.com:8443/a/b"),
        ("orders?key=hush", "orders"),
        ("http://[::1", "(a URL that cannot be read)"),
    ],
)
def test_a_url_is_shown_without_its_secrets(url: str, shown: str):
    assert without_query(url) == shown


def test_an_answer_is_text_in_its_own_encoding_and_json_by_the_rules():
    assert HttpResponse(status_code=200, content="é".encode("latin-1"), encoding="latin-1").text == "é"
    assert HttpResponse(status_code=200, content=b'{"a": [1]}').json() == {"a": [1]}
    with pytest.raises(ValueError, match="NaN is not JSON"):
        HttpResponse(status_code=200, content=b"NaN").json()


@pytest.mark.parametrize("encoding", ["no-such-thing", "hex", "idna"])
def test_an_encoding_that_there_is_not_is_read_as_utf_8(encoding: str):
    assert HttpResponse(status_code=200, content="é..".encode(), encoding=encoding).text == "é.."


def test_json_that_is_nested_too_deep_is_no_json():
    with pytest.raises(ValueError, match="nested too deep"):
        HttpResponse(status_code=200, content=b"[" * 100_000).json()
