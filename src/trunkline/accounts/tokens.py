"""Opaque secrets for callers: random text of which only the SHA-256 is stored."""

from __future__ import annotations

import hashlib
import secrets

PREFIX = "tl_"
_RANDOM_BYTES = 32
_PREVIEW_CHARS = 8


def new() -> str:
    """Return a fresh token."""
    return PREFIX + secrets.token_urlsafe(_RANDOM_BYTES)


def digest(token: str) -> bytes:
    """Return what is stored of a token; 256 random bits need no slow hash."""
    return hashlib.sha256(token.encode()).digest()


def preview(token: str) -> str:
    """Return the first characters of a token, by which people tell theirs apart."""
    return token[:_PREVIEW_CHARS]
