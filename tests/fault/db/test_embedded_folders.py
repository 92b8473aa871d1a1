"""The embedded server and its folder: who may use it, where it lies, and what is wrong with it."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
from pathlib import Path

import asyncpg
import psutil
import pytest

from tests.fault.db.conftest import NOBODY, Starter, acting_as
from trunkline.db.embedded import EmbeddedPostgres
from trunkline.db.server import binaries, home
from trunkline.errors import SetupError

only_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")


async def refusal(folder: Path) -> str:
    """Return the one line that a start in this folder is refused with."""
    with pytest.raises(SetupError) as raised:
        await EmbeddedPostgres(folder).start()
    assert "\n" not in raised.value.message
    return raised.value.message


async def fetch(url: str, query: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


async def test_a_second_start_says_who_holds_the_database(tmp_path: Path, start_supervisor: Starter) -> None:
    supervisor = start_supervisor(tmp_path / "home")

    message = await refusal(tmp_path / "home")

    assert f"in use by process {supervisor.process.pid}" in message
    assert await fetch(supervisor.url, "SELECT 1") == 1


async def test_of_two_starts_at_once_one_wins(tmp_path: Path) -> None:
    servers = [EmbeddedPostgres(tmp_path / "home") for _ in range(2)]

    results = await asyncio.gather(*(server.start() for server in servers), return_exceptions=True)

    refused = [result for result in results if isinstance(result, SetupError)]
    assert len(refused) == 1
    assert f"in use by process {os.getpid()}" in refused[0].message
    for server in servers:
        await server.stop()


async def test_another_process_finds_the_address_of_the_running_server(
    tmp_path: Path, start_supervisor: Starter
) -> None:
    assert home.running_url(tmp_path / "home") is None
    supervisor = start_supervisor(tmp_path / "home")

    assert home.running_url(tmp_path / "home") == supervisor.url


async def test_a_stop_leaves_nothing_running_and_the_folder_free(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "home")
    await server.start()
    postmaster = psutil.Process(server.postmaster_pid)
    socket_folder = Path(str(await fetch(server.url, "SHOW unix_socket_directories")))

    await server.stop()

    assert not postmaster.is_running()
    assert not socket_folder.exists()
    assert home.running_url(tmp_path / "home") is None
    await server.start()
    await server.stop()


async def test_a_home_of_150_characters_works(tmp_path: Path) -> None:
    folder = tmp_path / "h"
    folder = folder.with_name("h" * (150 - len(str(folder.parent)) - 1))
    assert len(str(folder)) == 150

    async with EmbeddedPostgres(folder) as server:
        assert await fetch(server.url, "SELECT 1") == 1


async def test_a_home_whose_name_needs_quoting_works(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "it's a 100 % «home»") as server:
        assert await fetch(server.url, "SELECT 1") == 1


async def test_everything_is_private_and_nothing_listens_outside(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        sockets = Path(str(await fetch(server.url, "SHOW unix_socket_directories")))
        private = [tmp_path / "home" / name for name in ("postgres.password", "postgres.lock", "postgres.log")]

        assert {stat.S_IMODE(file.stat().st_mode) for file in private} == {0o600}
        assert stat.S_IMODE((tmp_path / "home" / "postgres").stat().st_mode) == 0o700
        assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
        assert psutil.Process(server.postmaster_pid).net_connections("tcp") == []
        with pytest.raises(asyncpg.InvalidPasswordError):
            await asyncpg.connect(host=str(sockets), user="trunkline", password="wrong")


async def test_the_server_writes_to_disk_and_knows_all_letters(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await fetch(server.url, "SHOW fsync") == "on"
        assert await fetch(server.url, "SHOW synchronous_commit") == "on"
        assert await fetch(server.url, "SHOW max_wal_size") == "4GB"
        assert await fetch(server.url, "SHOW server_encoding") == "UTF8"
        assert await fetch(server.url, "SELECT 'ÄRGER' ILIKE 'ärger'") is True


async def test_tcp_is_opened_when_asked_for(tmp_path: Path, unused_tcp_port: int) -> None:
    async with EmbeddedPostgres(tmp_path / "home", tcp_port=unused_tcp_port) as server:
        password = (tmp_path / "home" / "postgres.password").read_text()
        url = f"postgresql://trunkline:{password}@127.0.0.1:{unused_tcp_port}/trunkline"
        assert await fetch(url, "SELECT 1") == 1
        assert await fetch(server.url, "SELECT 1") == 1


async def test_a_folder_that_cannot_be_made_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")

    message = await refusal(tmp_path / "file" / "home")

    assert "cannot write to" in message
    assert "TRUNKLINE_HOME" in message


@only_root
async def test_a_folder_of_another_user_is_one_clear_line(tmp_path: Path) -> None:
    with acting_as(NOBODY):
        message = await refusal(tmp_path / "home")

    assert "cannot write to" in message


@only_root
async def test_a_user_cannot_go_on_where_root_has_started(open_folder: Path) -> None:
    folder = open_folder / "home"
    folder.mkdir(mode=0o755)
    async with EmbeddedPostgres(folder) as server:
        assert await fetch(server.url, "SELECT 1") == 1

    with acting_as(NOBODY):
        message = await refusal(folder)

    assert "belongs to the account" in message
    async with EmbeddedPostgres(folder) as server:
        assert await fetch(server.url, "SELECT 1") == 1


@only_root
async def test_root_leaves_the_modes_of_all_parents_alone(tmp_path: Path) -> None:
    folder = tmp_path / "closed" / "home"
    folder.parent.mkdir(mode=0o700)
    before = [stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents]

    async with EmbeddedPostgres(folder) as server:
        assert psutil.Process(server.postmaster_pid).uids().effective != 0
        assert (folder / "postgres").stat().st_uid == psutil.Process(server.postmaster_pid).uids().effective

    assert [stat.S_IMODE(parent.stat().st_mode) for parent in folder.parents] == before
    assert folder.stat().st_uid == 0


@only_root
async def test_root_can_copy_a_data_folder_and_start_it(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        await fetch(server.url, "CREATE TABLE kept ()")
    shutil.copytree(tmp_path / "home", tmp_path / "copy")
    assert (tmp_path / "copy" / "postgres").stat().st_uid == 0

    async with EmbeddedPostgres(tmp_path / "copy") as server:
        assert await fetch(server.url, "SELECT count(*) FROM kept") == 0


@only_root
async def test_programs_that_only_root_can_reach_are_copied(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = binaries.find().folder.parent.parent
    hidden = tmp_path / package.name
    shutil.copytree(binaries.find().folder.parent, hidden / "pginstall18", symlinks=True)
    shutil.copytree(package.with_name(f"{package.name}.libs"), hidden.with_name(f"{package.name}.libs"))
    monkeypatch.setattr(binaries, "_COPIES", open_folder / "copies")

    for _ in range(2):  # the second start finds the copy
        async with EmbeddedPostgres(tmp_path / "home", bin_dir=hidden / "pginstall18" / "bin") as server:
            assert Path(psutil.Process(server.postmaster_pid).exe()).is_relative_to(open_folder / "copies")
    assert len(list((open_folder / "copies").iterdir())) == 1


@only_root
async def test_a_socket_folder_planted_by_another_user_is_refused(tmp_path: Path) -> None:
    planted = home.make_socket_folder(home.open_home(tmp_path / "home"), None)
    os.chown(planted, NOBODY - 1, NOBODY - 1)

    assert "was not made by Trunkline" in await refusal(tmp_path / "home")

    planted.rmdir()


async def test_a_lost_password_file_is_one_clear_line(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home"):
        password = tmp_path / "home" / "postgres.password"
        text = password.read_text()
    password.unlink()
    assert "password" in await refusal(tmp_path / "home")

    password.write_text("another")
    assert "is not the database's password" in await refusal(tmp_path / "home")

    password.write_text(text)
    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await fetch(server.url, "SELECT 1") == 1


async def test_the_data_of_another_version_is_one_clear_line(tmp_path: Path) -> None:
    data = tmp_path / "home" / "postgres"
    data.mkdir(parents=True)
    (data / "PG_VERSION").write_text("13\n")

    assert "needs PostgreSQL 13" in await refusal(tmp_path / "home")


async def test_a_setting_that_the_server_refuses_is_one_clear_line(tmp_path: Path) -> None:
    server = EmbeddedPostgres(tmp_path / "home", extra_settings={"shared_buffers": "many"})

    with pytest.raises(SetupError, match=r"does not start: .*shared_buffers"):
        await server.start()


async def test_without_programs_the_operator_is_told_to_bring_a_database(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(binaries, "_PACKAGE", "a_wheel_that_is_not_there")

    assert "TRUNKLINE_DATABASE_URL" in await refusal(tmp_path / "home")
