"""When two values are the same: as JSON sees it, so 1 is 1.0, but never true."""

from __future__ import annotations

import json
from collections.abc import Mapping

from trunkline.sdk import NotRetryable
from trunkline.sdk.cleaning import to_text


def identity(value: object) -> str:
    """Return a text that two values share exactly when they are the same.

    Raises:
        NotRetryable: the value is nested too deep to be compared.
    """
    try:
        return json.dumps(_plain(value), sort_keys=True, default=to_text)
    except RecursionError:
        raise NotRetryable("a value is nested too deep to be compared") from None


def _plain(value: object) -> object:
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return ["bytes", value.hex()] if isinstance(value, bytes) else value
