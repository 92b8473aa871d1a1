"""The HTTP actions: what they send, what they make of an answer, and when they try again."""

from __future__ import annotations

import base64

import pytest

from trunkline.components.http import component
from trunkline.components.http.failures import StatusError
from trunkline.sdk import ActionError, Headers, HttpRequest, HttpResponse, NotRetryable, Refused, Unreachable
from trunkline.sdk.testing import Harness, connection_value

URL = "https://api.example.com/orders"


def ok(content: bytes = b'{"id": 7}', **headers: str) -> HttpResponse:
    return HttpResponse(
        status_code=200, headers=Headers({"Content-Type": "application/json", **headers}), content=content
    )


def status(code: int, content: bytes = b"", **headers: str) -> HttpResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpResponse(status_code=code, headers=Headers(named), content=content, reason="Because")


def answering(*answers: HttpResponse | ActionError) -> Harness:
    left = iter(answers)

    def answer(_request: HttpRequest) -> HttpResponse:
        given = next(left)
        if isinstance(given, ActionError):
            raise given
        return given

    return Harness(component, answer=answer)


async def sent(key: str, **inputs: object) -> HttpRequest:
    harness = answering(ok())
    await harness.action(key, {"url": URL, **inputs})
    return harness.requests[0]


@pytest.mark.parametrize(
    ("key", "method"),
    [
        ("httpGet", "GET"),
        ("httpPost", "POST"),
        ("httpPut", "PUT"),
        ("httpPatch", "PATCH"),
        ("httpDelete", "DELETE"),
        ("httpHead", "HEAD"),
        ("httpRequest", "GET"),
        ("httpPostFormData", "POST"),
    ],
)
async def test_each_action_uses_its_method(key: str, method: str):
    assert (await sent(key)).method == method


async def test_the_method_of_a_request_is_an_input():
    assert (await sent("httpRequest", method="OPTIONS")).method == "OPTIONS"


@pytest.mark.parametrize(
    ("data", "headers", "content", "content_type"),
    [
        ({"a": 1}, {}, b'{"a": 1}', "application/json"),
        ('{"a": 1}', {}, b'{"a": 1}', "application/json"),
        ("{broken", {}, b"{broken", "text/plain; charset=utf-8"),
        ("words", {}, b"words", "text/plain; charset=utf-8"),
        ("<a/>", {"content-type": "application/xml"}, b"<a/>", "application/xml"),
        (b"\x00", {}, b"\x00", "application/octet-stream"),
        ({"data": b"%PDF", "contentType": "application/pdf"}, {}, b"%PDF", "application/pdf"),
        ({"a": "x y", "b": 2}, {"Content-Type": "application/x-www-form-urlencoded"}, b"a=x+y&b=2", None),
        ([], {}, b"[]", "application/json"),
    ],
)
async def test_data_is_sent_as_what_it_is(
    data: object, headers: dict[str, str], content: bytes, content_type: str | None
):
    request = await sent("httpPost", data=data, headers=headers)
    assert request.content == content
    assert Headers(request.headers)["Content-Type"] == (content_type or headers["Content-Type"])


async def test_nothing_is_sent_when_no_data_is_given():
    request = await sent("httpPost", data="")
    assert request.content is None
    assert "Content-Type" not in request.headers


async def test_settings_reach_the_request():
    request = await sent("httpGet", timeout="2500", ignoreSslErrors="true", queryParams=[{"key": "a", "value": "b"}])
    assert (request.timeout_s, request.verify_tls, request.params) == (2.5, False, {"a": "b"})


async def test_a_form_has_fields_and_named_files():
    request = await sent(
        "httpPostFormData",
        formData={"title": "Report"},
        fileData=[{"key": "file", "value": b"%PDF"}, {"key": "raw", "value": "text"}],
        fileDataFileNames={"file": "report.pdf"},
        httpMethod="PUT",
    )
    assert (request.method, request.form) == ("PUT", {"title": "Report"})
    assert {field: (name, file.data) for field, (name, file) in request.files.items()} == {
        "file": ("report.pdf", b"%PDF"),
        "raw": ("raw", b"text"),
    }


@pytest.mark.parametrize("key", ["httpPost", "httpPut", "httpPatch", "httpDelete", "httpPostFormData"])
async def test_what_changes_something_carries_an_idempotency_key(key: str):
    assert (await sent(key)).headers["Idempotency-Key"] == "test-key"


async def test_an_idempotency_key_of_the_flow_wins_and_reading_needs_none():
    assert "Idempotency-Key" not in (await sent("httpGet")).headers
    own = await sent("httpPost", headers={"idempotency-key": "mine"})
    assert [value for name, value in own.headers.items() if name.lower() == "idempotency-key"] == ["mine"]


@pytest.mark.parametrize(
    ("kind", "fields", "header", "value"),
    [
        (
            "basic",
            {"username": "u", "password": "p:w"},
            "Authorization",
            "Basic " + base64.b64encode(b"u:p:w").decode(),
        ),
        ("bearer", {"token": "t"}, "Authorization", "Bearer t"),
        ("apiKey", {"apiKey": "k"}, "Authorization", "Bearer k"),
        ("apiKey", {"apiKey": "k", "headerName": "X-Api-Key"}, "X-Api-Key", "k"),
        ("apiKey", {"apiKey": "k", "headerName": "X-Api-Key", "prefix": "Key"}, "X-Api-Key", "Key k"),
    ],
)
async def test_a_connection_says_who_calls(kind: str, fields: dict[str, object], header: str, value: str):
    request = await sent("httpGet", connection=connection_value(component, kind, fields))
    assert request.headers[header] == value


async def test_a_signed_in_connection_of_another_component_works_by_its_token():
    connection = {"key": "oauth2", "fields": {"clientId": "c"}, "token": {"access_token": "a"}}
    assert (await sent("httpGet", connection=connection)).headers["Authorization"] == "Bearer a"


async def test_a_connection_without_anything_to_show_is_refused():
    with pytest.raises(NotRetryable, match="connection 'odd' has no token, API key or username"):
        await sent("httpGet", connection={"key": "odd", "fields": {}})


async def test_a_header_of_the_flow_wins_over_the_connection():
    connection = connection_value(component, "bearer", {"token": "t"})
    request = await sent("httpGet", connection=connection, headers={"authorization": "Mine"})
    assert dict(request.headers) == {"authorization": "Mine"}


@pytest.mark.parametrize(
    ("response_type", "content", "data"),
    [
        ("json", b'{"id": 7}', {"id": 7}),
        ("json", b"not json", "not json"),
        ("json", b"NaN", "NaN"),
        ("json", b"", ""),
        ("text", b'{"id": 7}', '{"id": 7}'),
        ("binary", b"\x00\xff", b"\x00\xff"),
    ],
)
async def test_the_result_is_the_body_as_it_is_asked_for(response_type: str, content: bytes, data: object):
    result = await answering(ok(content)).action("httpGet", {"url": URL, "responseType": response_type})
    assert result.data == data


async def test_the_full_response_has_status_headers_and_data():
    result = await answering(ok(**{"X-Page": "2"})).action("httpGet", {"url": URL, "includeFullResponse": "true"})
    assert result.data == {
        "status": 200,
        "headers": {"content-type": "application/json", "x-page": "2"},
        "data": {"id": 7},
    }


async def test_the_result_of_head_is_the_headers():
    assert (await answering(ok(b"")).action("httpHead", {"url": URL})).data == {"content-type": "application/json"}


async def test_a_status_of_400_is_an_error_that_says_what_was_called_and_what_came_back():
    harness = answering(status(404, b"no such\n\n order" + b"!" * 900))
    with pytest.raises(StatusError) as error:
        await harness.action("httpDelete", {"url": "https://u:p@api.example.com/orders/7?key=secret#part"})
    message = error.value.message
    assert message.startswith("DELETE https://api.example.com/orders/7 answered 404 Because: no such order!!!")
    assert len(message) < 600
    assert "secret" not in message
    assert error.value.status_code == 404


async def test_it_is_tried_again_as_often_as_the_inputs_say():
    harness = answering(status(500), Unreachable("gone"), ok())
    inputs = {"url": URL, "maxRetries": "2", "retryDelayMS": "500", "useExponentialBackoff": "true"}
    assert (await harness.action("httpGet", inputs)).data == {"id": 7}
    assert harness.waits_s == [0.5, 1.0]
    assert "trying again in 0.5 s" in harness.lines[0][1]


async def test_after_the_last_try_the_error_comes_out():
    harness = answering(status(500), status(502))
    with pytest.raises(StatusError, match="502"):
        await harness.action("httpGet", {"url": URL, "maxRetries": "1"})


@pytest.mark.parametrize("final", [status(404), Refused("private")])
async def test_what_cannot_get_better_is_not_tried_again(final: HttpResponse | ActionError):
    harness = answering(final)
    with pytest.raises(ActionError):
        await harness.action("httpGet", {"url": URL, "maxRetries": "3"})
    assert len(harness.requests) == 1


async def test_any_error_is_tried_again_where_the_flow_says_so():
    harness = answering(status(404), ok())
    await harness.action("httpGet", {"url": URL, "maxRetries": "1", "retryOnAllErrors": "true"})
    assert len(harness.requests) == 2


async def test_a_repetition_carries_the_same_idempotency_key():
    harness = answering(status(503), ok())
    await harness.action("httpPost", {"url": URL, "maxRetries": "1"})
    assert {request.headers["Idempotency-Key"] for request in harness.requests} == {"test-key"}


@pytest.mark.parametrize(
    ("headers", "retry_after_s"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "Wed, 01 Jan 2031 00:00:09 GMT", "Date": "Wed, 01 Jan 2031 00:00:00 GMT"}, 9.0),
        ({"Retry_After": "Wed, 01 Jan 2020 00:00:00 GMT"}, 0.0),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "9" * 400}, None),
        ({}, None),
    ],
)
@pytest.mark.parametrize("code", [429, 503])
async def test_a_service_may_say_when_to_come_again(code: int, headers: dict[str, str], retry_after_s: float | None):
    with pytest.raises(StatusError) as error:
        await answering(status(code, **headers)).action("httpGet", {"url": URL})
    assert error.value.retry_after_s == retry_after_s
    assert error.value.retryable


async def test_a_short_wait_that_the_service_asks_for_is_kept():
    harness = answering(status(429, Retry_After="7"), ok())
    await harness.action("httpGet", {"url": URL, "maxRetries": "1", "retryDelayMS": "100"})
    assert harness.waits_s == [7.0]


async def test_a_long_wait_is_left_to_the_retry_of_the_flow():
    harness = answering(status(429, Retry_After="61"))
    with pytest.raises(StatusError) as error:
        await harness.action("httpGet", {"url": URL, "maxRetries": "1"})
    assert error.value.retry_after_s == 61
    assert harness.waits_s == []


async def test_debugging_logs_no_values_of_headers_and_no_query():
    harness = answering(ok())
    connection = connection_value(component, "bearer", {"token": "hush"})
    await harness.action("httpGet", {"url": URL + "?key=hush", "connection": connection, "debugRequest": "true"})
    lines = [line for _, line in harness.lines]
    assert lines == [
        "GET https://api.example.com/orders, 0 bytes, headers: Authorization",
        "answered 200, 9 bytes, headers: content-type",
    ]
