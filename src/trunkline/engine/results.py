"""What a step gives: a result, an error, or the answer that ends the execution."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ActionResult:
    """What an action gave. An ``error`` means that it failed, as if it had raised a ``StepError``."""

    data: object = None
    content_type: str | None = None
    status_code: int | None = None
    headers: Mapping[str, str] | None = None
    branch: str | None = None
    error: str | None = None


class StepError(Exception):
    """A step failed. ``retryable`` and ``retry_after_s`` steer the step's own retry, if it has one."""

    def __init__(self, message: str, *, retryable: bool = True, retry_after_s: float | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.retryable = retryable
        self.retry_after_s = retry_after_s


@dataclass(frozen=True, slots=True)
class Response:
    """The answer for the caller of a synchronous flow, chosen by a stop step."""

    status_code: int
    content_type: str
    headers: Mapping[str, str]
    body: object
