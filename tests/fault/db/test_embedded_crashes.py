"""The embedded server when it, its supervisor or everything is killed with -9."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import asyncpg
import psutil

from tests.fault.db.conftest import Starter
from tests.waiting import wait_until
from trunkline.db.embedded import EmbeddedPostgres

LIMIT_S = 30.0


async def write(url: str, text: str) -> None:
    connection = await asyncpg.connect(url)
    await connection.execute("CREATE TABLE IF NOT EXISTS kept (what text)")
    await connection.execute("INSERT INTO kept VALUES ($1)", text)
    await connection.close()


async def read(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [row["what"] for row in await connection.fetch("SELECT what FROM kept ORDER BY what")]
    finally:
        await connection.close()


async def can_read(url: str) -> bool:
    try:
        await read(url)
    except (OSError, asyncpg.PostgresError):
        return False
    return True


async def test_a_killed_server_is_started_again_with_all_that_was_committed(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        await write(server.url, "before")
        killed = server.postmaster_pid
        assert killed is not None

        os.kill(killed, signal.SIGKILL)
        await wait_until(lambda: server.postmaster_pid not in {None, killed}, timeout_s=LIMIT_S)
        await wait_until(lambda: can_read(server.url), timeout_s=LIMIT_S)

        await write(server.url, "after")
        assert await read(server.url) == ["after", "before"]


async def test_a_server_is_started_again_as_often_as_it_dies(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        for round_number in range(3):
            await write(server.url, str(round_number))
            killed = server.postmaster_pid
            assert killed is not None
            os.kill(killed, signal.SIGKILL)
            await wait_until(lambda pid=killed: server.postmaster_pid not in {None, pid}, timeout_s=LIMIT_S)
            await wait_until(lambda: can_read(server.url), timeout_s=LIMIT_S)

        assert await read(server.url) == ["0", "1", "2"]


async def test_a_killed_watchdog_costs_a_restart_only(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        await write(server.url, "before")
        postmaster = psutil.Process(server.postmaster_pid)
        watchdog = postmaster.parent()
        assert watchdog is not None

        watchdog.kill()
        await wait_until(lambda: not postmaster.is_running(), timeout_s=LIMIT_S)
        await wait_until(lambda: can_read(server.url), timeout_s=LIMIT_S)

        assert await read(server.url) == ["before"]


async def test_the_server_stops_by_itself_when_its_supervisor_is_killed(
    tmp_path: Path, start_supervisor: Starter
) -> None:
    supervisor = start_supervisor(tmp_path / "home")
    await write(supervisor.url, "before")

    supervisor.process.kill()
    await wait_until(lambda: not supervisor.postmaster.is_running(), timeout_s=LIMIT_S)

    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await read(server.url) == ["before"]


async def test_the_next_start_waits_for_the_server_of_a_killed_supervisor(
    tmp_path: Path, start_supervisor: Starter
) -> None:
    supervisor = start_supervisor(tmp_path / "home")
    await write(supervisor.url, "before")

    supervisor.process.kill()
    supervisor.process.wait(LIMIT_S)

    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await read(server.url) == ["before"]


async def test_after_everything_was_killed_the_next_start_works(tmp_path: Path, start_supervisor: Starter) -> None:
    supervisor = start_supervisor(tmp_path / "home")
    await write(supervisor.url, "before")
    doomed = [supervisor.watchdog, *supervisor.postmaster.children(), supervisor.postmaster]

    supervisor.process.kill()
    for process in doomed:
        with suppress(psutil.NoSuchProcess):  # some go by themselves when the others are gone
            process.kill()
    supervisor.process.wait(LIMIT_S)
    assert (tmp_path / "home" / "postgres" / "postmaster.pid").exists()

    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await read(server.url) == ["before"]


async def test_a_server_that_lost_supervisor_and_watchdog_is_stopped_by_the_next_start(
    tmp_path: Path, start_supervisor: Starter
) -> None:
    supervisor = start_supervisor(tmp_path / "home")
    await write(supervisor.url, "before")

    supervisor.watchdog.kill()
    supervisor.process.kill()
    supervisor.process.wait(LIMIT_S)

    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert server.postmaster_pid != supervisor.postmaster.pid
        assert await read(server.url) == ["before"]


async def test_a_pid_file_that_names_a_process_of_somebody_else_does_not_stop_a_start(tmp_path: Path) -> None:
    async with EmbeddedPostgres(tmp_path / "home") as server:
        await write(server.url, "before")
        pid_file = tmp_path / "home" / "postgres" / "postmaster.pid"
        noted = pid_file.read_text()
    other = psutil.Process().parent()  # after a restart of a container, numbers are given out again
    assert other is not None
    pid_file.write_text("\n".join([str(other.pid), *noted.split("\n")[1:]]))
    owner = pid_file.parent.stat()
    os.chown(pid_file, owner.st_uid, owner.st_gid)

    async with EmbeddedPostgres(tmp_path / "home") as server:
        assert await read(server.url) == ["before"]


async def test_an_initialization_that_was_cut_off_is_done_again(tmp_path: Path) -> None:
    half = tmp_path / "home" / "postgres.new"
    half.mkdir(parents=True)
    (half / "PG_VERSION").write_text("18\n")

    async with EmbeddedPostgres(tmp_path / "home") as server:
        await write(server.url, "works")
        assert not half.exists()
