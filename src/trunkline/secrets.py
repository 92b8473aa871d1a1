"""Envelope encryption: a root key wraps a key per organization, which encrypts values (AES-256-GCM).

Associated data names organization, object and field, so a value copied to another place does not decrypt.
"""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from trunkline.errors import SetupError

_KEY_BYTES = 32
_NONCE_BYTES = 12


def load_root_key(file: Path) -> bytes:
    """Return the root key in ``file``, made with mode 0600 at the first start.

    Raises:
        SetupError: the file is unreadable or not 32 bytes of key in hexadecimal.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return _read_key(file)
    except OSError as wrong:
        raise SetupError(f"cannot write the key file {file}: {wrong.strerror}") from None
    with os.fdopen(handle, "w") as out:
        key = os.urandom(_KEY_BYTES)
        out.write(key.hex())
        out.flush()
        os.fsync(out.fileno())
    return key


def _read_key(file: Path) -> bytes:
    try:
        key = bytes.fromhex(file.read_text().strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _KEY_BYTES:
        raise SetupError(f"the key file {file} cannot be used; restore it from a backup")
    return key


class Keyring:
    """Encrypts and decrypts with organizations' keys, which only the root key can unwrap."""

    def __init__(self, root_key: bytes) -> None:
        self._root = AESGCM(root_key)
        self._unwrapped: dict[UUID, AESGCM] = {}

    def new_wrapped_key(self, org_id: UUID) -> bytes:
        """Return a fresh key for an organization, wrapped for storage."""
        return _seal(self._root, AESGCM.generate_key(bit_length=256), _about(org_id, org_id, "key"))

    def encrypt(self, org_id: UUID, wrapped_key: bytes, value: bytes, *, object_id: UUID, field: str) -> bytes:
        """Return ``value`` encrypted for one field of one object."""
        return _seal(self._cipher(org_id, wrapped_key), value, _about(org_id, object_id, field))

    def decrypt(self, org_id: UUID, wrapped_key: bytes, sealed: bytes, *, object_id: UUID, field: str) -> bytes:
        """Return what ``encrypt`` was given.

        Raises:
            SetupError: the root key is another one, or the value belongs elsewhere.
        """
        return _open(self._cipher(org_id, wrapped_key), sealed, _about(org_id, object_id, field))

    def _cipher(self, org_id: UUID, wrapped_key: bytes) -> AESGCM:
        if org_id not in self._unwrapped:
            self._unwrapped[org_id] = AESGCM(_open(self._root, wrapped_key, _about(org_id, org_id, "key")))
        return self._unwrapped[org_id]


def _about(org_id: UUID, object_id: UUID, field: str) -> bytes:
    return org_id.bytes + object_id.bytes + field.encode()


def _seal(cipher: AESGCM, value: bytes, about: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, value, about)


def _open(cipher: AESGCM, sealed: bytes, about: bytes) -> bytes:
    try:
        return cipher.decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], about)
    except InvalidTag:
        raise SetupError("a stored secret does not open: the key file is not the one it was written with") from None
