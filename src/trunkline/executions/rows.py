"""The rows that a running execution leaves: step results and log lines, ready to be copied."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, overload
from uuid import UUID

import msgspec

from trunkline import clock
from trunkline.db.models import InvokeType
from trunkline.engine.ports import Recorded, Response, Severity, StepKey
from trunkline.errors import Internal

RESPONSE_POSITION = -1
"""Where the answer for the caller of a synchronous flow lies among an execution's step results."""
MAX_LOG_CHARACTERS = 4096
MAX_ERROR_CHARACTERS = 8192
_LARGEST = 2**63

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder().decode


class StepRow(NamedTuple):
    """A row of ``step_result``; the fields are its columns."""

    execution_id: UUID
    position: int
    org_id: UUID
    step_name: str
    loop_path: str
    branch: str | None
    started_at: datetime
    ended_at: datetime
    error: str | None
    size_bytes: int
    data: bytes | None
    blob_key: str | None = None


class LogRow(NamedTuple):
    """A row of ``log``; the fields are its columns."""

    execution_id: UUID
    line: int
    org_id: UUID
    instance_id: UUID
    at: datetime
    severity: int
    message: str
    step_name: str | None
    loop_path: str


@dataclass(frozen=True, slots=True)
class Claimed:
    """An execution that this worker may run; ``attempt`` is its fence.

    ``payload`` is its trigger's stored form, None when that lies in the blob store at ``blob_key``.
    """

    id: UUID
    attempt: int
    org_id: UUID
    instance_id: UUID
    flow_config_id: UUID
    deployment_id: UUID
    invoke_type: InvokeType
    is_test: bool
    started_at: datetime
    payload: bytes | None
    blob_key: str | None = None


@dataclass(slots=True)
class RunJournal:
    """What one run of one execution records: the engine's journal, in memory until it is flushed.

    ``changed`` is called when there is something to flush.
    """

    execution: Claimed
    changed: Callable[[RunJournal], None]
    recorded: Mapping[StepKey, Recorded] = field(default_factory=dict)
    steps: list[StepRow] = field(default_factory=list)
    logs: list[LogRow] = field(default_factory=list)
    next_line: int = 0
    durable_steps: int = 0
    durable_lines: int = 0

    def record(self, recorded: Recorded) -> None:
        """Take a finished step."""
        data = pack(recorded.data, recorded.content_type)
        run = self.execution
        key = recorded.key
        self.steps.append(
            StepRow(
            run.id, recorded.position, run.org_id, key.step, key.loop_path, recorded.branch, recorded.started_at,
            recorded.ended_at, storable(recorded.error, MAX_ERROR_CHARACTERS), len(data), data,
            )
        )  # fmt: skip
        self.changed(self)

    def log(self, severity: Severity, message: str, step: str | None, loop_path: str) -> None:
        """Take a log line; what is longer than 4096 characters is cut."""
        run = self.execution
        text = storable(message, MAX_LOG_CHARACTERS)
        self.logs.append(
            LogRow(
            run.id, self.next_line, run.org_id, run.instance_id, clock.now(), int(severity), text, step, loop_path,
            )
        )  # fmt: skip
        self.next_line += 1
        self.changed(self)

    def respond(self, response: Response) -> None:
        """Take the answer for the caller of a synchronous flow."""
        now, run = clock.now(), self.execution
        answer = packed({
            "data": response.body, "contentType": response.content_type, "statusCode": response.status_code,
            "headers": dict(response.headers),
        })  # fmt: skip
        self.steps.append(
            StepRow(
            run.id, RESPONSE_POSITION, run.org_id, "response", "", None, now, now, None, len(answer), answer,
            )
        )  # fmt: skip


def pack(data: object, content_type: str | None) -> bytes:
    """Return the stored form of a step's result: MessagePack of ``{"data": …, "contentType": …}``.

    Raises:
        Internal: it is nested too deeply to be stored.
    """
    return packed({"data": data, "contentType": content_type})


def packed(value: object) -> bytes:
    """Return MessagePack of ``value``; what that cannot hold (huge integers, times, half characters) is text.

    Raises:
        Internal: it is nested too deeply to be stored.
    """
    try:
        return _encode(value)
    except RecursionError:
        raise Internal("a result is nested too deeply to be stored") from None
    except (OverflowError, TypeError, ValueError):
        return _packed_plain(value)


def _packed_plain(value: object) -> bytes:
    try:
        return _encode(_plain(value))
    except RecursionError:
        raise Internal("a result is nested too deeply to be stored") from None


def unpack(stored: bytes) -> dict[str, object]:
    """Return what ``pack`` was given, as a dictionary."""
    found: dict[str, object] = _decode(stored)
    return found


@overload
def storable(text: str, limit: int) -> str: ...
@overload
def storable(text: str | None, limit: int) -> str | None: ...
def storable(text: str | None, limit: int) -> str | None:
    """Return text as PostgreSQL can hold it: cut, without NUL and half characters."""
    if text is None:
        return None
    if len(text) > limit:
        text = text[: limit - 1] + "…"
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return text.encode("utf-8", "replace").decode().replace("\0", "\ufffd")


def _plain(value: object) -> object:
    """Return ``value`` with what MessagePack cannot hold (huge integers, times, half characters) as text."""
    if isinstance(value, dict):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, bool) or value is None or isinstance(value, float | bytes):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else str(value)
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value).encode("utf-8", "replace").decode()
