"""Results as stored: only what JSON and bytes can hold, and no longer the action's own objects."""

from __future__ import annotations

import msgspec

from trunkline.sdk import File, NotRetryable

_SIMPLE = frozenset({str, int, float, bool, bytes, type(None)})
_encoder = msgspec.msgpack.Encoder()
_decoder: msgspec.msgpack.Decoder[object] = msgspec.msgpack.Decoder(object)


def plain(data: object, name: str) -> object:
    """Return ``data`` as dicts, lists, text, numbers, booleans, bytes and ``None``; times become ISO text.

    Raises:
        NotRetryable: it holds something that cannot be stored; says what.
    """
    try:
        if data is None:
            return None
        if type(data) in _SIMPLE:
            _encoder.encode(data)
            return data
        simple: object = msgspec.to_builtins(data, builtin_types=(bytes,), str_keys=True, enc_hook=_known)
        return _decoder.decode(_encoder.encode(simple))  # as the journal will give it back; it fails here or never
    except RecursionError:
        raise NotRetryable(f"{name} returned data that contains itself or is nested too deep") from None
    except (TypeError, ValueError, OverflowError) as wrong:
        raise NotRetryable(f"{name} returned data that cannot be stored: {wrong}") from None


def _known(value: object) -> object:
    if isinstance(value, File):
        return value.as_json()
    raise TypeError(f"a value of type {type(value).__name__}; return text, numbers, lists, dicts, bytes or times")
