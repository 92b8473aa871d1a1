"""What a status of 400 and up means, and whether to try again."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from trunkline.components.http.inputs import Options
from trunkline.sdk import ActionError, HttpRequest, HttpResponse, TimedOut, Unreachable
from trunkline.sdk.http import without_query

SHOWN_CHARS = 500
LONGEST_WAIT_S = 60.0  # a longer one is left to the flow's own retry
_TOO_MANY = 429
_UNAVAILABLE = 503
_SERVER_FAULT = 500


class StatusError(ActionError):
    """The service answered with ``status_code``, which is 400 or up."""

    def __init__(self, message: str, *, status_code: int, retry_after_s: float | None) -> None:
        super().__init__(message, retry_after_s=retry_after_s)
        self.status_code = status_code


def error_of(request: HttpRequest, response: HttpResponse) -> StatusError:
    """Return the error for people: what was called, the status, and how the service's words begin."""
    said = " ".join(response.text[: 2 * SHOWN_CHARS].split())[:SHOWN_CHARS]
    status = f"{response.status_code} {response.reason}".strip()
    message = f"{request.method} {without_query(request.url)} answered {status}" + (f": {said}" if said else "")
    return StatusError(message, status_code=response.status_code, retry_after_s=_retry_after_s(response))


def wait_before_retry_s(error: ActionError, inputs: Options, tries: int) -> float | None:
    """Return how long to wait before trying again; ``None``: do not."""
    if tries >= inputs.max_retries or not _is_worth_it(error, on_all=inputs.retry_on_all_errors):
        return None
    delay_s = inputs.retry_delay_ms / 1000 * (2**tries if inputs.use_exponential_backoff else 1)
    asked_s = error.retry_after_s or 0.0
    return None if asked_s > LONGEST_WAIT_S else min(max(delay_s, asked_s), LONGEST_WAIT_S)


def _is_worth_it(error: ActionError, *, on_all: bool) -> bool:
    if isinstance(error, StatusError):
        return on_all or error.status_code == _TOO_MANY or error.status_code >= _SERVER_FAULT
    return isinstance(error, Unreachable | TimedOut)


def _retry_after_s(response: HttpResponse) -> float | None:
    asked = response.headers.get("Retry-After", "").strip()
    if not asked or response.status_code not in {_TOO_MANY, _UNAVAILABLE}:
        return None
    if asked.isdecimal() and len(asked) < 10:
        return float(asked)
    try:
        at = parsedate_to_datetime(asked)
        now = parsedate_to_datetime(response.headers["Date"]) if "Date" in response.headers else datetime.now(UTC)
        return max(0.0, (at - now).total_seconds())
    except (ValueError, TypeError):  # not a date either, or one without a zone beside one with
        return None
