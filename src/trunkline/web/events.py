"""Server-sent events: what changes in the signed-in organization, as ids; the reader fetches what it shows.

``hello`` comes first, then ``executions`` with ``{"ids": [...]}``; ``gap`` says that changes may have been missed,
so the reader looks again. A comment every 15 seconds keeps the line open.

Source: https://html.spec.whatwg.org/multipage/server-sent-events.html
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import msgspec
from starlette.responses import StreamingResponse

from trunkline.executions.answers import Answers, Subscription
from trunkline.executions.deployments import execution_global_id

_BEAT_S = 15.0
_encode = msgspec.json.Encoder().encode


def events_of(answers: Answers, org_id: UUID) -> StreamingResponse:
    """Return the endless response of an organization's events."""
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return StreamingResponse(_stream(answers, org_id), media_type="text/event-stream", headers=headers)


async def _stream(answers: Answers, org_id: UUID) -> AsyncIterator[bytes]:
    with answers.subscribed(org_id) as subscription:
        yield _event("hello", {})
        while True:
            yield await _next(subscription)


async def _next(subscription: Subscription) -> bytes:
    try:
        async with asyncio.timeout(_BEAT_S):
            changed = await subscription.next()
    except TimeoutError:
        return b": still here\n\n"
    if changed is None:
        return _event("gap", {})
    return _event("executions", {"ids": [execution_global_id(id) for id in changed]})


def _event(name: str, data: object) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (name.encode(), _encode(data))
