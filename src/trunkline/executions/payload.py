"""What a trigger was given: how a request is stored, and the results that steps see.

A request is stored as it came, unparsed, so that storing costs little and nothing is lost; its parsed form
follows from it. What depends on the deployment alone (customer, webhook addresses, …) is added on reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from trunkline.errors import Malformed
from trunkline.executions.multipart import Part, split
from trunkline.executions.rows import packed

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode
_decode_json = msgspec.json.Decoder().decode
_TEXT_TYPES = ("text/", "application/xml", "application/x-www-form-urlencoded", "application/graphql")
_MALFORMED_JSON = "Received malformed JSON payload."


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request to a flow: header names in lower case, ``body`` as it came, ``content_type`` '' when not told."""

    headers: dict[str, str]
    query: dict[str, object]
    path: str
    body: bytes
    content_type: str
    method: str = "POST"


def pack_request(incoming: Incoming) -> bytes:
    """Return the stored form of a request: MessagePack of ``{"request": [...]}``."""
    fields = [
        incoming.headers, incoming.query, incoming.path, incoming.body, incoming.content_type, incoming.method,
    ]  # fmt: skip
    return _encode({"request": fields})


def pack_results(results: Mapping[str, object]) -> bytes:
    """Return the stored form of trigger results that a component's own code made: ``{"data": …}``.

    Raises:
        Internal: they are nested too deeply to be stored.
    """
    return packed({"data": results})


def unpack_request(stored: bytes) -> Incoming | None:
    """Return the request as it came, or None when a trigger's own code made the results."""
    fields = _decode(stored).get("request")
    return Incoming(*fields) if fields is not None else None


def trigger_results(stored: bytes, context: Mapping[str, object]) -> dict[str, object]:
    """Return what steps see as the trigger's ``results``: the request's parts, then ``context``'s.

    Raises:
        Malformed: a stored body cannot be read; never for what ``check`` has let in.
    """
    found = _decode(stored)
    if "data" in found:
        return {**context, **found["data"]}
    incoming = Incoming(*found["request"])
    return {**context, **request_results(incoming)}


def request_results(incoming: Incoming) -> dict[str, object]:
    """Return the parts of a request under the names that definitions use."""
    kind = _kind(incoming.content_type)
    return {
        "headers": incoming.headers,
        "queryParameters": incoming.query,
        "pathFragment": incoming.path,
        "rawBody": {"data": _raw(incoming.body, kind), "contentType": incoming.content_type},
        "body": {
            "data": parse_body(incoming.body, incoming.content_type),
            "contentType": incoming.content_type,
        },
    }


def check(incoming: Incoming) -> None:
    """Pass if the body can be read as what it says it is.

    Raises:
        Malformed: broken JSON or a broken form.
    """
    if incoming.body and _kind(incoming.content_type) in {"json", "multipart"}:
        parse_body(incoming.body, incoming.content_type)


def parse_body(body: bytes, content_type: str) -> object:
    """Return JSON as values, text as text, a form as its parts, all else as bytes; None for no body.

    Raises:
        Malformed: broken JSON or a broken form.
    """
    if not body:
        return None
    kind = _kind(content_type)
    if kind == "json":
        try:
            return _decode_json(body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            raise Malformed(_MALFORMED_JSON, field="body") from None
    if kind == "multipart":
        return _form_parts(body, content_type)
    return _raw(body, kind)


def _kind(content_type: str) -> str:
    """Return how a body of this type is read: json, multipart, text or binary."""
    essence = content_type.partition(";")[0].strip().lower()
    if essence == "application/json" or essence.endswith("+json"):
        return "json"
    if essence == "multipart/form-data":
        return "multipart"
    return "text" if not essence or essence.startswith(_TEXT_TYPES) or essence.endswith("+xml") else "binary"


def _raw(body: bytes, kind: str) -> object:
    """Return the unparsed body: text where it is text, bytes where it is not."""
    if kind in {"binary", "multipart"}:
        return body
    try:
        return body.decode()
    except UnicodeDecodeError:
        return body


def _form_parts(body: bytes, content_type: str) -> dict[str, object]:
    """Return a form's parts by name, each ``{"data": …, "contentType": …}``; several of one name as a list."""
    parts: dict[str, object] = {}
    for part in split(body, content_type):
        earlier = parts.get(part.name)
        value = _form_part(part)
        if earlier is None:
            parts[part.name] = value
        elif isinstance(earlier, list):
            earlier.append(value)
        else:
            parts[part.name] = [earlier, value]
    return parts


def _form_part(part: Part) -> dict[str, object]:
    """Return one part; a part without a type of its own is text, as browsers send plain fields."""
    content_type = part.content_type or ("application/octet-stream" if part.file_name else "text/plain")
    kind = _kind(content_type)
    data = parse_body(part.body, content_type) if kind == "json" else _raw(part.body, kind)
    value: dict[str, object] = {"data": data, "contentType": content_type}
    if part.file_name:
        value["fileName"] = part.file_name
    return value


def pack_nothing() -> bytes:
    """Return the stored form of what a schedule starts with: a payload without a request."""
    return pack_request(Incoming({}, {}, "", b"", "", ""))
