"""The blob store: a folder, or S3, Google or Azure storage by URL.

The library is called from threads: its own asynchronous calls end in a thread that can outlive the interpreter.
"""

from __future__ import annotations

import asyncio
from datetime import UTC, date
from uuid import UUID

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import LocalStore, from_url

from trunkline import clock
from trunkline.errors import NotFound, SetupError
from trunkline.settings import Settings

_FOLDER = "blobs"


class Blobs:
    """Stores bytes under keys. What lies under a key never changes, so writing it again does no harm."""

    def __init__(self, settings: Settings) -> None:
        self._store = _open(settings)

    @staticmethod
    def key_of(org_id: UUID, execution_id: UUID, position: int) -> str:
        """Return where a step's value lies: by day below the organization, so that days can go."""
        day = clock.time_of(execution_id).astimezone(UTC)
        return f"{org_id}/{day:%Y%m%d}/{execution_id}/{position}"

    async def put(self, key: str, data: bytes) -> None:
        """Store ``data``; when this returns, it is there.

        Raises:
            SetupError: the store cannot be written.
        """
        try:
            await asyncio.to_thread(obstore.put, self._store, key, data)
        except (BaseError, OSError) as wrong:
            raise SetupError(f"the blob store cannot be written: {wrong}") from wrong

    async def get(self, key: str) -> bytes:
        """Return what lies under ``key``.

        Raises:
            NotFound: nothing does.
            SetupError: the store cannot be read.
        """
        try:
            return await asyncio.to_thread(lambda: bytes(obstore.get(self._store, key).bytes()))
        except (NotFoundError, FileNotFoundError):
            raise NotFound("this value is gone from the blob store") from None
        except (BaseError, OSError) as wrong:
            raise SetupError(f"the blob store cannot be read: {wrong}") from wrong

    async def drop_before(self, day: date) -> int:
        """Remove what belongs to executions of the days before ``day``; return how many values that were.

        Raises:
            SetupError: the store cannot be read or written.
        """
        try:
            return await asyncio.to_thread(self._drop_before, f"{day:%Y%m%d}")
        except (BaseError, OSError) as wrong:
            raise SetupError(f"the blob store cannot be cleared: {wrong}") from wrong

    def _drop_before(self, day: str) -> int:
        dropped = 0
        for organization in self._folders(None):
            for folder in self._folders(organization):
                if folder.rpartition("/")[2] < day:
                    dropped += self._drop(folder)
        return dropped

    def _folders(self, prefix: str | None) -> list[str]:
        return list(obstore.list_with_delimiter(self._store, prefix)["common_prefixes"])

    def _drop(self, folder: str) -> int:
        dropped = 0
        for batch in obstore.list(self._store, folder):
            obstore.delete(self._store, [found["path"] for found in batch])
            dropped += len(batch)
        return dropped

    async def delete(self, key: str) -> None:
        """Remove what lies under ``key``, if anything does.

        Raises:
            SetupError: the store cannot be written.
        """
        try:
            await asyncio.to_thread(obstore.delete, self._store, key)
        except (NotFoundError, FileNotFoundError):
            return
        except (BaseError, OSError) as wrong:
            raise SetupError(f"the blob store cannot be written: {wrong}") from wrong


def _open(settings: Settings) -> obstore.store.ObjectStore:
    try:
        if settings.blob_url:
            return from_url(settings.blob_url)
        folder = settings.home / _FOLDER
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return LocalStore(folder.resolve())
    except (BaseError, OSError, ValueError) as wrong:
        where = settings.blob_url or settings.home / _FOLDER
        raise SetupError(f"the blob store {where} cannot be opened: {wrong}") from wrong
