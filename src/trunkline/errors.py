"""The error tree: every error that may leave a room is one of these, and tells the reader what to do."""

from __future__ import annotations

from typing import ClassVar


class TrunklineError(Exception):
    """An error with a stable ``code``, a message for people and, where it helps, the field that is wrong."""

    code: ClassVar[str] = "ERROR"
    http_status: ClassVar[int] = 400

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.field = field


class Invalid(TrunklineError):
    """What was given does not hold: a wrong type, a missing value, a rule that is broken."""

    code = "INVALID"


class Malformed(Invalid):
    """The request cannot be read at all: broken JSON, a broken form."""

    code = "MALFORMED"


class NotSignedIn(TrunklineError):
    """No valid token or session came with the request."""

    code = "NOT_SIGNED_IN"
    http_status = 401


class PermissionDenied(TrunklineError):
    """The actor is known, and may not do this."""

    code = "PERMISSION_DENIED"
    http_status = 403


class NotFound(TrunklineError):
    """There is no such thing, or the actor may not know of it."""

    code = "NOT_FOUND"
    http_status = 404


class Conflict(TrunklineError):
    """It clashes with what is there: a name that is taken, a state that forbids it."""

    code = "CONFLICT"
    http_status = 409


class TooLarge(TrunklineError):
    """More bytes than the limit allows."""

    code = "TOO_LARGE"
    http_status = 413


class TooMany(TrunklineError):
    """Too fast or too many; ``retry_after_s`` says when to come again."""

    code = "TOO_MANY"
    http_status = 429

    def __init__(self, message: str, *, retry_after_s: int, field: str | None = None) -> None:
        super().__init__(message, field=field)
        self.retry_after_s = retry_after_s


class SetupError(TrunklineError):
    """The installation is not as it must be; the message is one line for the operator."""

    code = "SETUP"
    http_status = 503


class Internal(TrunklineError):
    """Something of ours went wrong; people get an id to quote, operators find it in the log."""

    code = "INTERNAL"
    http_status = 500
