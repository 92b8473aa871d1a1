"""JSON answers and the words of errors, the same on every route that is not GraphQL."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from trunkline.api.failures import report, words_of
from trunkline.errors import TooMany, TrunklineError

_SERVER = 500
_WORDS = {404: "there is nothing at this address", 405: "this method is not taken here"}


def json_answer(content: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a JSON response that nobody caches."""
    return Response(
        msgspec.json.encode(content),
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type="application/json",
    )


def error_answer(wrong: Exception) -> Response:
    """Return ``{"error": …}`` for one of our errors; anything else is logged, and told by an id."""
    if isinstance(wrong, TrunklineError) and wrong.http_status < _SERVER:
        return json_answer({"error": wrong.message}, wrong.http_status, headers_of(wrong))
    status = wrong.http_status if isinstance(wrong, TrunklineError) else _SERVER
    failure_id = report(wrong)
    return json_answer({"error": words_of(failure_id), "id": failure_id}, status)


def headers_of(wrong: TrunklineError) -> dict[str, str]:
    """Return the headers that go with an error."""
    return {"Retry-After": str(wrong.retry_after_s)} if isinstance(wrong, TooMany) else {}


async def on_our_error(_request: Request, wrong: Exception) -> Response:
    """Answer an error of ours."""
    return error_answer(wrong)


async def on_http_error(_request: Request, wrong: Exception) -> Response:
    """Answer an address that does not exist, or a method that is not taken."""
    if not isinstance(wrong, HTTPException):
        return error_answer(wrong)
    text = _WORDS.get(wrong.status_code, wrong.detail)
    return json_answer({"error": text}, wrong.status_code, wrong.headers)
