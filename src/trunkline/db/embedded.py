"""The embedded PostgreSQL: a server of our own, started with us, restarted when it dies, stopped with us."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self, TextIO

from trunkline import log
from trunkline.db.server import cluster, home
from trunkline.db.server.launch import STOP_LIMIT_S, launch
from trunkline.db.server.process import Process, postmaster_pid
from trunkline.errors import SetupError

_log = log.get(__name__)

START_LIMIT_S = 300.0
"""How long a start may take: recovery after a crash reads all that was written since the last checkpoint."""

SOCKET_PORT = 5432  # only names the socket, unless TCP is asked for
_SHORTEST_PAUSE_S = 0.1
_LONGEST_PAUSE_S = 5.0


class EmbeddedPostgres:
    """A PostgreSQL server in ``folder``; ``url`` is its address while it runs.

    With ``tcp_port`` it listens on 127.0.0.1 too. ``bin_dir`` names other programs than those of the wheel.
    ``extra_settings`` go before ours.
    """

    def __init__(
        self,
        folder: Path,
        *,
        tcp_port: int | None = None,
        bin_dir: Path | None = None,
        extra_settings: Mapping[str, str] | None = None,
    ) -> None:
        self._folder = folder
        self._tcp_port = tcp_port
        self._bin_dir = bin_dir
        self._extra_settings = dict(extra_settings or {})
        self._lock: TextIO | None = None
        self._server: cluster.Server | None = None
        self._process: Process | None = None
        self._supervisor: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Return the address of Trunkline's database, with the password.

        Raises:
            SetupError: the server is not started.
        """
        if self._server is None:
            raise SetupError("the embedded PostgreSQL is not started")
        return self._server.url()

    @property
    def postmaster_pid(self) -> int | None:
        """Return the process id of the server itself; None while there is none."""
        return postmaster_pid(self._server.home.data) if self._server else None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def start(self) -> None:
        """Start the server, made at the first start, and wait until it answers.

        Raises:
            SetupError: the folder cannot be used or is in use, or the server refuses to start.
        """
        place = home.open_home(self._folder)
        self._lock = home.take_lock(place)
        try:
            self._server = await self._prepare(place)
            home.note_address(self._lock, socket_folder=self._server.socket_folder, port=self._server.port)
            self._process = await launch(self._server, START_LIMIT_S)
        except BaseException:
            await self.stop()
            raise
        self._supervisor = asyncio.create_task(self._supervise(self._server, self._process))
        _log.info("postgres.started", home=str(place.folder), pid=self.postmaster_pid)

    async def stop(self) -> None:
        """Stop the server in order: open transactions are rolled back, everything is written."""
        if self._supervisor is not None:
            self._supervisor.cancel()
            with suppress(asyncio.CancelledError):
                await self._supervisor
            self._supervisor = None
        try:
            if self._process is not None:
                await self._process.stop(STOP_LIMIT_S)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        had_started = self._process is not None
        self._process = None
        if self._server is not None:
            self._server.remove_socket_folder()
            self._server = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None
        if had_started:
            _log.info("postgres.stopped", home=str(self._folder))

    async def _prepare(self, place: home.Home) -> cluster.Server:
        return await cluster.prepare(
            place,
            bin_dir=self._bin_dir,
            port=self._tcp_port or SOCKET_PORT,
            listens_on_tcp=self._tcp_port is not None,
            settings=cluster.SETTINGS | self._extra_settings,
        )

    async def _supervise(self, server: cluster.Server, process: Process) -> None:
        """Start the server again whenever it dies, for as long as this task lives."""
        while True:
            code = await process.wait()
            _log.error("postgres.died", exit_code=code)
            process.let_go()
            self._process = process = await _launch_again(server)
            _log.info("postgres.restarted", pid=self.postmaster_pid)


async def _launch_again(server: cluster.Server) -> Process:
    pause_s = _SHORTEST_PAUSE_S
    while True:
        try:
            return await launch(server, START_LIMIT_S)
        except SetupError as wrong:  # a full disk, for instance: it may heal
            _log.error("postgres.restart_failed", reason=wrong.message)
        await asyncio.sleep(pause_s)
        pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)
