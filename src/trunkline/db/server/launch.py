"""Start the embedded server and wait until it answers."""

from __future__ import annotations

import asyncio

import asyncpg

from trunkline import clock, log
from trunkline.db.server.cluster import Server
from trunkline.db.server.process import Process, foreign_pid, stop_leftover
from trunkline.errors import SetupError

_log = log.get(__name__)

STOP_LIMIT_S = 90.0
_SLOW_S = 5.0
_SHORTEST_PAUSE_S = 0.02
_LONGEST_PAUSE_S = 0.5
_CONNECT_LIMIT_S = 5.0
_NOT_YET = (OSError, TimeoutError, asyncpg.CannotConnectNowError, asyncpg.ConnectionDoesNotExistError)


async def launch(server: Server, limit_s: float) -> Process:
    """Start the server; return its process when it answers.

    Raises:
        SetupError: it ends again, does not answer within ``limit_s``, or wants another password.
    """
    deadline = clock.monotonic_s() + limit_s
    while True:
        await stop_leftover(server.home.data)
        process = await Process.start(server.command(), server.home.log_file, ignored_pid=foreign_pid(server.home.data))
        try:
            if await _answers(server, process, deadline):
                return process
        except BaseException:
            await process.stop(STOP_LIMIT_S)
            raise
        process.let_go()
        reason = process.problem()
        # Processes of a killed server notice its death a moment later, and hold its memory until then.
        if "shared memory block" not in reason or clock.monotonic_s() > deadline:
            raise SetupError(f"PostgreSQL does not start: {reason}")
        await asyncio.sleep(_LONGEST_PAUSE_S)


async def _answers(server: Server, process: Process, deadline: float) -> bool:
    """Wait until the server takes a connection (True) or ends (False)."""
    pause_s, began, told = _SHORTEST_PAUSE_S, clock.monotonic_s(), False
    while not process.has_ended:
        try:
            connection = await asyncpg.connect(server.url("postgres"), timeout=_CONNECT_LIMIT_S)
        except _NOT_YET:
            told = told or _tell_when_slow(server, began)
            if clock.monotonic_s() > deadline:
                raise SetupError(f"PostgreSQL still recovers from a crash: see {server.home.log_file}") from None
            await asyncio.sleep(pause_s)
            pause_s = min(pause_s * 1.5, _LONGEST_PAUSE_S)
        except asyncpg.InvalidPasswordError:
            raise SetupError(
                f"{server.home.password_file} is not the database's password: restore it from a backup"
            ) from None
        else:
            await _create_database(connection)
            return True
    return False


def _tell_when_slow(server: Server, began: float) -> bool:
    """Say once that somebody has to wait; return whether it was said."""
    is_slow = clock.monotonic_s() - began > _SLOW_S
    if is_slow:
        _log.warning("postgres.recovery_waited_for", details=str(server.home.log_file))
    return is_slow


async def _create_database(connection: asyncpg.Connection) -> None:
    try:
        if not await connection.fetchval("SELECT true FROM pg_database WHERE datname = 'trunkline'"):
            await connection.execute("CREATE DATABASE trunkline")
    finally:
        await connection.close()
