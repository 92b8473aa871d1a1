"""Request bodies, read up to a limit."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from trunkline.errors import Malformed, TooLarge


async def read_body(request: Request, limit_bytes: int) -> bytes:
    """Return the body of a request.

    Raises:
        TooLarge: it has more than ``limit_bytes``; no more than that is read.
        Malformed: the caller hung up before it was whole.
    """
    length = request.headers.get("content-length", "")
    if length.isdigit() and int(length) > limit_bytes:
        raise _too_large(limit_bytes)
    pieces, size = [], 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit_bytes:
                raise _too_large(limit_bytes)
            pieces.append(piece)
    except ClientDisconnect:
        raise Malformed("the request ended before its body was whole") from None
    return b"".join(pieces)


def _too_large(limit_bytes: int) -> TooLarge:
    return TooLarge(f"the body is too large; at most {limit_bytes} bytes are taken")
