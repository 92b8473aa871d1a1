from __future__ import annotations

from pathlib import Path

import pytest

from trunkline import clock
from trunkline.blobs.store import Blobs
from trunkline.errors import NotFound, SetupError
from trunkline.settings import Settings


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(Settings(home=tmp_path))


async def test_what_is_put_is_there_and_can_go(blobs: Blobs) -> None:
    key = blobs.key_of(clock.new_id(), clock.new_id(), 3)
    await blobs.put(key, b"\x00value")
    assert await blobs.get(key) == b"\x00value"
    await blobs.put(key, b"\x00value")
    await blobs.delete(key)
    await blobs.delete(key)
    with pytest.raises(NotFound):
        await blobs.get(key)


def test_a_key_tells_organization_day_execution_and_position(blobs: Blobs) -> None:
    org_id, execution_id = clock.new_id(), clock.id_at(1_772_323_200_000)
    assert blobs.key_of(org_id, execution_id, 0) == f"{org_id}/20260301/{execution_id}/0"


async def test_values_survive_another_process(tmp_path: Path) -> None:
    await Blobs(Settings(home=tmp_path)).put("a/b", b"x" * 1_000_000)
    assert len(await Blobs(Settings(home=tmp_path)).get("a/b")) == 1_000_000


async def test_other_stores_are_named_by_url() -> None:
    blobs = Blobs(Settings(blob_url="memory://"))
    await blobs.put("a", b"1")
    assert await blobs.get("a") == b"1"


def test_a_store_that_cannot_be_opened_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where the folder should be")
    with pytest.raises(SetupError, match="cannot be opened"):
        Blobs(Settings(home=tmp_path))
    with pytest.raises(SetupError, match="cannot be opened"):
        Blobs(Settings(blob_url="nonsense://"))
