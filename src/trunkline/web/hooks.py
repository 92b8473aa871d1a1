"""Webhooks: a request becomes a stored execution, then gets its answer. Bare ASGI, since this is the hot path.

``/trigger/<id>[/<path>][?query]``; what goes wrong is answered as ``{"error": "<what and what to do>"}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl
from uuid import UUID

import msgspec
from starlette.types import Receive, Scope, Send

from trunkline import clock, sdk
from trunkline import log as logging
from trunkline.errors import Internal, Malformed, TooLarge, TooMany, TrunklineError
from trunkline.executions.deployments import execution_global_id
from trunkline.executions.payload import Incoming
from trunkline.executions.responses import FlowResponse, read_response
from trunkline.triggers.accept import accept
from trunkline.triggers.endpoints import Endpoint
from trunkline.web.services import Services

log = logging.get(__name__)

PREFIX = "/trigger/"
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_JSON = b"application/json"
_EXECUTION_HEADER = b"prismatic-executionid"
_YES_OR_NO = {"true": True, "false": False}
_MOST_QUERY_FIELDS = 1000
_FINAL = range(200, 600)  # after any other status a caller waits on, or hangs up
_WITHOUT_BODY = frozenset({204, 304})
_SERVER = 500
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_SET_BY_US = frozenset({"content-length", "content-type", "transfer-encoding", "connection", "date", "server"})

_encode = msgspec.json.Encoder().encode
RawHeaders = list[tuple[bytes, bytes]]


class ClientGoneError(Exception):
    """The caller hung up before its request was whole."""


class Hooks:
    """The ASGI application of all webhook addresses."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            await self._answer(scope, receive, send)
        except ClientGoneError:
            return
        except TrunklineError as wrong:
            await _send_error(send, wrong if wrong.http_status < _SERVER else _hidden(wrong), wrong.http_status)
        except Exception as wrong:  # noqa: BLE001 - the edge: whoever calls gets an id, operators the rest
            await _send_error(send, _hidden(wrong), Internal.http_status)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        method = scope["method"]
        if method not in _METHODS:
            await _send(send, 405, _encode({"error": f"{method} is not a method of webhooks"}), _JSON)
            return
        services = self._services
        token, _, path = scope["path"][len(PREFIX) :].partition("/")
        endpoint = await services.endpoints.find(token)
        headers = _headers(scope["headers"])
        endpoint.admit(headers.pop("api-key", None), rate_per_s=services.settings.webhook_rate_per_s)
        services.brake.check()
        await services.brake.ease()
        body = await _body(headers, receive, services.settings.webhook_body_bytes)
        incoming = Incoming(
            headers,
            _query(scope["query_string"]),
            path,
            body,
            headers.get("content-type", ""),
            method,
        )
        await self._run(endpoint, incoming, send)

    async def _run(self, endpoint: Endpoint, incoming: Incoming, send: Send) -> None:
        services = self._services
        accepted = await accept(endpoint, incoming, clock.now(), services.http)
        execution = accepted.execution
        if _is_synchronous(endpoint, incoming.headers):
            services.answers.expect(execution.id)
            try:
                await services.ingest.add(execution)
            except BaseException:
                services.answers.forget(execution.id)
                raise
            await self._send_result(execution.id, send)
            return
        await services.ingest.add(execution)
        await _send_accepted(send, execution.id, accepted.answer)

    async def _send_result(self, execution_id: UUID, send: Send) -> None:
        """Wait for a synchronous flow and send what it answers."""
        services = self._services
        limit_s = services.settings.sync_timeout_s
        id = execution_global_id(execution_id)
        response = None
        if await services.answers.ended(execution_id, timeout_s=limit_s):
            async with services.database.engine_session() as session:
                response = await read_response(session, services.blobs, execution_id)
        if response is None:
            text = f"the flow did not end within {limit_s:g} s; it runs on, look for its execution"
            await _send(
                send,
                504,
                _encode({"error": text, "executionId": id}),
                _JSON,
                [(_EXECUTION_HEADER, id.encode())],
            )
            return
        await _send_response(send, id, response)


def _headers(raw: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by lower-case name; one that came several times is joined by commas."""
    headers: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1"), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _query(raw: bytes) -> dict[str, object]:
    """Return query parameters by name; one that came several times is a list."""
    if not raw:
        return {}
    query: dict[str, object] = {}
    try:
        fields = parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=_MOST_QUERY_FIELDS)
    except ValueError:
        raise Malformed(f"the query has more than {_MOST_QUERY_FIELDS} fields; send them in the body") from None
    for name, value in fields:
        earlier = query.get(name)
        if earlier is None:
            query[name] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            query[name] = [earlier, value]
    return query


async def _body(headers: Mapping[str, str], receive: Receive, limit_bytes: int) -> bytes:
    """Read the body; stops reading as soon as it is too large."""
    told = headers.get("content-length", "")
    if told.isdigit() and int(told) > limit_bytes:
        raise _too_large(limit_bytes)
    message = await receive()
    if not message.get("more_body") and message["type"] == "http.request":
        body: bytes = message.get("body", b"")
        if len(body) > limit_bytes:
            raise _too_large(limit_bytes)
        return body
    chunks = bytearray()
    while message["type"] == "http.request":
        chunks += message.get("body", b"")
        if len(chunks) > limit_bytes:
            raise _too_large(limit_bytes)
        if not message.get("more_body"):
            return bytes(chunks)
        message = await receive()
    raise ClientGoneError


def _too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(f"the body is larger than {limit_bytes} bytes; store it elsewhere and send a link to it")


def _is_synchronous(endpoint: Endpoint, headers: Mapping[str, str]) -> bool:
    asked = _YES_OR_NO.get(headers.get("prismatic-synchronous", "").strip().lower())
    return endpoint.flow.plan.is_synchronous if asked is None else asked


async def _send_accepted(send: Send, execution_id: UUID, answer: sdk.Response | None) -> None:
    """Send the platform's own answer, or the one that the trigger wants."""
    id = execution_global_id(execution_id)
    body, status, content_type = b'{"executionId":"%s"}' % id.encode(), 200, _JSON
    headers: RawHeaders = [(_EXECUTION_HEADER, id.encode())]
    if answer is not None:
        if answer.body is not None:
            body = answer.body.encode("utf-8", "replace") if isinstance(answer.body, str) else answer.body
            content_type = b"text/plain; charset=utf-8"
        status = answer.status_code or status
        content_type = _header_value(answer.content_type) if answer.content_type else content_type
        headers += _raw(answer.headers)
    await _send(send, status, body, content_type, headers)


async def _send_response(send: Send, id: str, response: FlowResponse) -> None:
    headers: RawHeaders = [(_EXECUTION_HEADER, id.encode())]
    if response.error is not None:
        await _send(send, response.status_code, _encode({"error": response.error}), _JSON, headers)
        return
    body, content_type = response.body, response.content_type
    if isinstance(body, bytes):
        content, kind = body, content_type or "application/octet-stream"
    elif isinstance(body, str) and content_type is not None:
        content, kind = body.encode("utf-8", "replace"), content_type  # also a text that is JSON already
    else:
        content, kind = _encode(body), content_type or "application/json"
    await _send(
        send,
        response.status_code,
        content,
        _header_value(kind),
        headers + _raw(response.headers),
    )


def _raw(headers: Mapping[str, str]) -> RawHeaders:
    """Return headers as bytes, without those that the server itself must set and those that are no header names."""
    allowed = {name.lower(): value for name, value in headers.items() if _HEADER_NAME.fullmatch(name)}
    return [(name.encode(), _header_value(value)) for name, value in allowed.items() if name not in _SET_BY_US]


def _header_value(text: str) -> bytes:
    """Return text on one line, as a header takes it."""
    return _CONTROL.sub(" ", text).encode("latin-1", "replace")


def _hidden(wrong: Exception) -> TrunklineError:
    """Return what callers may know of a failure of ours: an id, which operators find in the log."""
    error_id = clock.new_id()
    log.error("webhook.crashed", error_id=str(error_id), exc_info=wrong)
    return Internal(f"something went wrong on our side; quote {error_id} to support")


async def _send_error(send: Send, wrong: TrunklineError, status: int) -> None:
    headers = [(b"retry-after", str(wrong.retry_after_s).encode())] if isinstance(wrong, TooMany) else []
    await _send(send, status, _encode({"error": wrong.message}), _JSON, headers)


async def _send(
    send: Send, status: int, body: bytes, content_type: bytes, headers: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    """Send a whole response; with a status that has no body, none is sent: it would be taken for the next answer."""
    lines = [*headers]
    status = status if status in _FINAL else 200
    if status in _WITHOUT_BODY:
        body = b""
    else:
        lines += [(b"content-type", content_type), (b"content-length", str(len(body)).encode())]
    await send({"type": "http.response.start", "status": status, "headers": lines})
    await send({"type": "http.response.body", "body": body})
