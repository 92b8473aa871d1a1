from __future__ import annotations

import io
import stat
import tarfile
from pathlib import Path

import asyncpg
import msgspec
import pytest
import sqlalchemy as sa

from tests import factories
from trunkline import clock
from trunkline.db import backup, migrate, partitions
from trunkline.db.connect import Role, open_connection
from trunkline.db.models import Customer, Execution
from trunkline.db.session import Database
from trunkline.errors import SetupError
from trunkline.secrets import load_root_key
from trunkline.settings import Settings

BLOB = Path("org") / "20260102" / "big value"


@pytest.fixture
def source(tmp_path: Path) -> Settings:
    """Return the settings of an installation with a key and a blob."""
    settings = Settings(home=tmp_path / "source")
    load_root_key(settings.key_file)
    blob = settings.home / "blobs" / BLOB
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"x" * 100_000)
    return settings


@pytest.fixture
def target(tmp_path: Path) -> Settings:
    """Return the settings of an installation that is to be."""
    return Settings(home=tmp_path / "target")


async def edit_manifest(file: Path, **changes: object) -> None:
    """Rewrite a backup with another manifest."""
    members: list[tuple[str, bytes]] = []
    with tarfile.open(file) as tar:
        for member in tar:
            content = tar.extractfile(member)
            assert content is not None
            members.append((member.name, content.read()))
    with tarfile.open(file, "w:gz") as tar:
        for name, content in members:
            info = tarfile.TarInfo(name)
            new = msgspec.json.encode(msgspec.json.decode(content) | changes) if name == "manifest.json" else content
            info.size = len(new)
            tar.addfile(info, io.BytesIO(new))


async def test_a_restored_installation_is_the_one_that_was_backed_up(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    before = Database(fresh_database_url)
    actor = await factories.make_actor(before)
    customer = await factories.make_customer(before, actor.org_id, name="Kept")
    integration = await factories.make_integration(before, actor.org_id)
    instance = await factories.make_instance(before, customer, integration)
    await factories.make_deployment(before, instance)  # names its instance, which names it
    execution = await factories.make_execution(before, actor.org_id)
    await factories.make_step_result(before, execution)
    await before.close()
    file = tmp_path / "backups" / "trunkline.tar.gz"

    await backup.backup(source, fresh_database_url, file)
    await backup.restore(target, empty_database_url, file)

    after = Database(empty_database_url)
    async with after.api_session(actor.org_id) as session:
        assert (await session.scalars(sa.select(Customer.name))).all() == ["Kept"]
        assert (await session.scalars(sa.select(Execution.id))).all() == [execution.id]
    async with after.api_session(clock.new_id()) as session:
        assert (await session.scalars(sa.select(Customer.name))).all() == []
    await after.close()
    assert await migrate.is_current(empty_database_url)
    assert await migrate.differences(empty_database_url) == []
    assert target.key_file.read_text() == source.key_file.read_text()
    assert stat.S_IMODE(target.key_file.stat().st_mode) == 0o600
    assert (target.home / "blobs" / BLOB).read_bytes() == b"x" * 100_000
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in file.parent.iterdir()] == [file.name]


async def test_the_engine_can_make_and_drop_partitions_after_a_restore(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    await backup.backup(source, fresh_database_url, tmp_path / "file.tar.gz")
    await backup.restore(target, empty_database_url, tmp_path / "file.tar.gz")

    engine = await open_connection(empty_database_url, Role.ENGINE, application_name="test")
    day = clock.now().date()
    await partitions.ensure(engine, day, days_ahead=8)
    assert await partitions.drop_before(engine, day.replace(year=day.year + 1)) != []
    await engine.close()


async def test_a_database_with_data_is_not_overwritten(
    fresh_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    await backup.backup(source, fresh_database_url, tmp_path / "file.tar.gz")

    with pytest.raises(SetupError, match="is not empty"):
        await backup.restore(target, fresh_database_url, tmp_path / "file.tar.gz")

    assert not target.key_file.exists()


async def test_the_key_of_another_installation_is_not_overwritten(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    await backup.backup(source, fresh_database_url, tmp_path / "file.tar.gz")
    key = load_root_key(target.key_file)

    with pytest.raises(SetupError, match="key of another installation"):
        await backup.restore(target, empty_database_url, tmp_path / "file.tar.gz")

    assert load_root_key(target.key_file) == key


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"revision": "9999"}, "newer Trunkline"),
        ({"format": 2}, "newer Trunkline"),
        ({"server_version": 99}, "newer one"),
        ({"format": "one"}, "not a complete backup"),
    ],
)
async def test_a_backup_that_does_not_fit_changes_nothing(
    changes: dict[str, object],
    message: str,
    fresh_database_url: str,
    empty_database_url: str,
    source: Settings,
    target: Settings,
    tmp_path: Path,
) -> None:
    file = tmp_path / "file.tar.gz"
    await backup.backup(source, fresh_database_url, file)
    await edit_manifest(file, **changes)

    with pytest.raises(SetupError, match=message):
        await backup.restore(target, empty_database_url, file)

    assert await migrate.current(empty_database_url) is None
    assert not target.key_file.exists()


async def test_half_a_backup_leaves_the_database_empty(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "file.tar.gz"
    await backup.backup(source, fresh_database_url, file)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    with pytest.raises(SetupError, match="not a complete backup"):
        await backup.restore(target, empty_database_url, file)

    owner = await asyncpg.connect(empty_database_url)
    assert await owner.fetchval("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0
    await owner.close()


async def test_a_file_that_leads_out_of_the_folder_is_refused(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "file.tar.gz"
    outside = source.home / "blobs" / "outside"
    outside.write_text("out")
    await backup.backup(source, fresh_database_url, file)
    with tarfile.open(file) as tar:
        members = [(member, tar.extractfile(member).read()) for member in tar]  # type: ignore[union-attr]  # files only
    with tarfile.open(file, "w:gz") as tar:
        for member, content in members:
            member.name = member.name.replace("blobs/outside", "blobs/../../outside")
            tar.addfile(member, io.BytesIO(content))

    with pytest.raises(SetupError, match="not a complete backup"):
        await backup.restore(target, empty_database_url, file)

    assert not (tmp_path / "outside").exists()


async def test_what_cannot_be_backed_up_is_one_clear_line(
    fresh_database_url: str, empty_database_url: str, source: Settings, target: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "file.tar.gz"
    with pytest.raises(SetupError, match="is empty"):
        await backup.backup(source, empty_database_url, file)
    with pytest.raises(SetupError, match="is not there"):
        await backup.backup(target, fresh_database_url, file)
    with pytest.raises(SetupError, match="cannot write to"):
        await backup.backup(source, fresh_database_url, source.key_file / "file.tar.gz")
    with pytest.raises(SetupError, match="cannot be read: No such file"):
        await backup.restore(target, empty_database_url, file)
    assert not file.exists()
