"""One call: the request from the inputs, tries and waits, and the result from the response."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from urllib.parse import urlencode

from trunkline.components.http.connections import headers_of
from trunkline.components.http.failures import error_of, wait_before_retry_s
from trunkline.components.http.inputs import Options
from trunkline.sdk import (
    ActionError,
    ActionResult,
    Context,
    File,
    Headers,
    HttpRequest,
    HttpResponse,
    LogLevel,
)
from trunkline.sdk.cleaning import to_file, to_text
from trunkline.sdk.http import IDEMPOTENCY_KEY, idempotency_header, without_query

FORM = "application/x-www-form-urlencoded"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


def request_of(context: Context, inputs: Options, method: str, url: str) -> HttpRequest:
    """Return the request without a body: who calls, then the flow's own headers, which win."""
    own = Headers(inputs.headers)
    headers = {name: value for name, value in headers_of(inputs.connection).items() if name not in own}
    if method not in SAFE_METHODS and IDEMPOTENCY_KEY not in own:
        headers |= idempotency_header(context.idempotency_key)
    return HttpRequest(
        method=method,
        url=url,
        headers={**headers, **inputs.headers},
        params=inputs.query_params,
        timeout_s=None if inputs.timeout is None else inputs.timeout / 1000,
        verify_tls=not inputs.ignore_ssl_errors,
    )


def with_data(request: HttpRequest, data: object) -> HttpRequest:
    """Return the request with a body made of ``data``, and a content type unless the flow set one."""
    if data is None:
        return request
    set_type = Headers(request.headers).get("Content-Type", "")
    if isinstance(data, Mapping) and set_type.startswith(FORM):
        return replace(request, content=urlencode({key: to_text(value) for key, value in data.items()}).encode())
    body = _json_or_text(data) if isinstance(data, str) else to_file(data)
    headers = request.headers if set_type else {**request.headers, "Content-Type": body.content_type}
    return replace(request, content=body.data, headers=headers)


async def call(context: Context, inputs: Options, request: HttpRequest) -> ActionResult:
    """Send the request as often as the inputs allow, and return its result.

    Raises:
        StatusError: the answer had a status of 400 or up; ``retry_after_s`` where the service named a time.
        ActionError: no answer came, or the platform refused the call.
    """
    tries = 0
    while True:
        try:
            return _result(inputs, request, await _send(context, inputs, request))
        except ActionError as error:
            wait_s = wait_before_retry_s(error, inputs, tries)
            if wait_s is None:
                raise
            context.logger.write(LogLevel.WARN, f"{error.message}; trying again in {wait_s:g} s")
            await context.sleep(wait_s)
        tries += 1


async def _send(context: Context, inputs: Options, request: HttpRequest) -> HttpResponse:
    if inputs.debug_request:  # header values may be secrets: names only
        names = ", ".join(request.headers) or "none"
        size = len(request.content or b"")
        context.logger.write(
            LogLevel.DEBUG, f"{request.method} {without_query(request.url)}, {size} bytes, headers: {names}"
        )
    response = await context.http.send(request)
    if inputs.debug_request:
        names = ", ".join(response.headers) or "none"
        context.logger.write(
            LogLevel.DEBUG,
            f"answered {response.status_code}, {len(response.content)} bytes, headers: {names}",
        )
    if response.status_code >= 400:
        raise error_of(request, response)
    return response


def _result(inputs: Options, request: HttpRequest, response: HttpResponse) -> ActionResult:
    if inputs.include_full_response:
        body = _body(inputs.response_type, response)
        full = {"status": response.status_code, "headers": dict(response.headers), "data": body}
        return ActionResult(full)
    if request.method == "HEAD":
        return ActionResult(dict(response.headers))
    content_type = None if inputs.response_type == "json" else response.headers.get("Content-Type")
    return ActionResult(_body(inputs.response_type, response), content_type=content_type)


def _body(response_type: str, response: HttpResponse) -> object:
    if response_type == "binary":
        return response.content
    if response_type == "json" and response.content:
        try:
            return response.json()
        except ValueError:  # not JSON after all: the text says what it is
            return response.text
    return response.text


def _json_or_text(text: str) -> File:
    file = to_file(text)
    if text.lstrip()[:1] in {"{", "["}:
        try:
            json.loads(text)
        except ValueError:
            return file
        return File(file.data, "application/json")
    return file
