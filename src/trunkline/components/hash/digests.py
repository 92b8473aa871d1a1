"""The digests there are, and what they give."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable
from typing import TypeVar

from trunkline.sdk import NotRetryable
from trunkline.sdk.fields import picklist
from trunkline.sdk.inputs import Field

D = TypeVar("D", str, bytes)

# What definitions call them, and what OpenSSL does.
NAMES = {
    "blake2b512": "blake2b",
    "blake2s256": "blake2s",
    "md5": "md5",
    "md5-sha1": "md5-sha1",
    "ripemd160": "ripemd160",
    "sha1": "sha1",
    "sha224": "sha224",
    "sha256": "sha256",
    "sha3-224": "sha3_224",
    "sha3-256": "sha3_256",
    "sha3-384": "sha3_384",
    "sha3-512": "sha3_512",
    "sha384": "sha384",
    "sha512": "sha512",
    "sha512-224": "sha512_224",
    "sha512-256": "sha512_256",
    "sm3": "sm3",
}


def function_field() -> Field[str]:
    """Declare the choice of a digest."""
    return picklist("Hash function", list(NAMES), key="hashFunction", default="sha256", comments="The digest to use.")


def digest(function: str, message: bytes) -> str:
    """Return the digest of a message in hexadecimal digits.

    Raises:
        NotRetryable: this machine's OpenSSL does not have the function.
    """
    return _known(function, lambda: hashlib.new(NAMES[function], message, usedforsecurity=False).hexdigest())


def keyed_digest(function: str, secret: bytes, message: bytes) -> bytes:
    """Return the HMAC of a message.

    Raises:
        NotRetryable: this machine's OpenSSL does not have the function.
    """
    return _known(function, lambda: hmac.new(secret, message, NAMES[function]).digest())


def _known(function: str, compute: Callable[[], D]) -> D:
    try:
        return compute()
    except ValueError:
        raise NotRetryable(
            f"the hash function {function} is not part of this machine's OpenSSL; choose another"
        ) from None
