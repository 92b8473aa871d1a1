"""Results as people expect numbers: whole ones without a fraction, and never infinite."""

from __future__ import annotations

import math
from collections.abc import Callable

from trunkline.sdk import NotRetryable

EXACT_UP_TO = 2**53  # beyond, a float no longer tells one whole number from the next


def finished(compute: Callable[[], float]) -> int | float:
    """Return what ``compute`` gives.

    Raises:
        NotRetryable: there is no such number, or it is too large.
    """
    try:
        number = compute()
    except OverflowError:
        raise NotRetryable("the result is too large a number") from None
    except (ValueError, ZeroDivisionError):
        raise NotRetryable(
            "these numbers have no result; look for a division by zero or a number out of range"
        ) from None
    if not math.isfinite(number):
        raise NotRetryable("the result is too large a number")
    return int(number) if number.is_integer() and abs(number) <= EXACT_UP_TO else number
