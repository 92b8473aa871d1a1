"""Errors of component code. Each says whether trying again can help, and how long to wait."""

from __future__ import annotations


class ActionError(Exception):
    """The action did not do its work; the message is for the person who built the flow.

    ``retryable`` is what a flow's retry setting obeys: true unless trying again can never help.
    """

    retryable = True

    def __init__(self, message: str, *, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retry_after_s = retry_after_s


class NotRetryable(ActionError):
    """Trying again with the same inputs can never help."""

    retryable = False


class InputError(NotRetryable):
    """An input has a value that cannot be used; ``key`` names the input."""

    def __init__(self, message: str, *, key: str) -> None:
        super().__init__(message)
        self.key = key


class ConnectionFailed(NotRetryable):
    """The service refused the connection's credentials; somebody has to mend the connection."""


class RateLimited(ActionError):
    """The service asks for patience; ``retry_after_s`` is how long, where it said so."""


class Unreachable(ActionError):
    """No answer came: the name is unknown, nobody listens, the line broke, the certificate is wrong."""


class TimedOut(ActionError):
    """The call or the action took longer than it may."""


class Refused(NotRetryable):
    """The platform does not let components call this address."""
