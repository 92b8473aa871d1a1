"""When a failed step is tried again."""

from __future__ import annotations

from trunkline.engine.definition import StepErrorConfig
from trunkline.engine.kinds import ErrorHandler
from trunkline.engine.ports import StepError

BACKOFF_FACTOR = 2
MAX_WAIT_S = 900  # a server that asks for more is given up on: no execution lasts that long


def wait_before_retry(config: StepErrorConfig, attempt: int, error: StepError) -> float | None:
    """Return the seconds to wait after failed ``attempt`` (counted from 1), or ``None`` to give up.

    The wait is never shorter than what the error asks for.
    """
    if config.handler is not ErrorHandler.RETRY or not error.retryable or attempt > config.max_attempts:
        return None
    factor = BACKOFF_FACTOR ** (attempt - 1) if config.uses_exponential_backoff else 1
    wait_s = max(config.delay_s * factor, error.retry_after_s or 0)
    return wait_s if wait_s <= MAX_WAIT_S else None
