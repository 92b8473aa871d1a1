"""Addresses that carry their own right: an expiry and an HMAC-SHA256 over what they give."""

from __future__ import annotations

import hmac
from base64 import urlsafe_b64encode
from datetime import timedelta

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from trunkline import clock
from trunkline.errors import PermissionDenied, TrunklineError

LIFETIME = timedelta(hours=6)
_KEY_BYTES = 32
_PURPOSE = b"trunkline: signed addresses"


class Expired(TrunklineError):
    """The address was good once; ask the API for a new one."""

    code = "EXPIRED"
    http_status = 410


class UrlSigner:
    """Makes and checks tokens for addresses; its key is derived from the installation's root key."""

    def __init__(self, root_key: bytes) -> None:
        derive = HKDF(algorithm=hashes.SHA256(), length=_KEY_BYTES, salt=None, info=_PURPOSE)
        self._key = derive.derive(root_key)

    def sign(self, subject: str, *, lifetime: timedelta = LIFETIME) -> str:
        """Return a token for ``subject`` (what the address gives) that holds for ``lifetime``."""
        until = int((clock.now() + lifetime).timestamp())
        return f"{until}.{self._mac(subject, until)}"

    def check(self, subject: str, token: str) -> None:
        """Pass if ``token`` was made for this subject and still holds.

        Raises:
            PermissionDenied: it was not.
            Expired: it was, too long ago.
        """
        text, _, mac = token.partition(".")
        until = int(text) if text.isascii() and text.isdigit() and len(text) <= len(str(2**63)) else 0
        if not hmac.compare_digest(self._mac(subject, until).encode(), mac.encode()):
            raise PermissionDenied("this address is not one that the API gave out; ask the API for it")
        if clock.now().timestamp() > until:
            raise Expired("this address has expired; ask the API for a new one")

    def _mac(self, subject: str, until: int) -> str:
        made = hmac.digest(self._key, f"{until}\n{subject}".encode(), "sha256")
        return urlsafe_b64encode(made).decode().rstrip("=")
