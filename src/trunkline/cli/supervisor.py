"""Child processes under one parent: started again when they die, stopped in order, never left behind."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from trunkline import clock, log
from trunkline.errors import SetupError

T = TypeVar("T")

_HEALTHY_AFTER_S = 10.0
_QUICK_DEATHS = 3
_log = log.get(__name__)


@dataclass(frozen=True)
class Service:
    """A command of ours to keep running. It gets ``stop_within_s`` for an orderly stop, then it is killed."""

    name: str
    arguments: tuple[str, ...]
    stop_within_s: float


class Child:
    """One service as a process of its own session, so that Ctrl-C reaches the parent only."""

    def __init__(self, service: Service, env: Mapping[str, str]) -> None:
        self._service = service
        self._env = env
        self._process: Process | None = None

    async def start(self) -> None:
        """Start the process. Its standard input closes with this process, which tells it to stop."""
        command = [sys.executable, "-m", "trunkline", *self._service.arguments, "--with-parent"]
        self._process = await asyncio.create_subprocess_exec(
            *command, stdin=PIPE, env=self._env, start_new_session=True
        )
        _log.debug("service.started", service=self._service.name, pid=self._process.pid)

    async def keep(self) -> None:
        """Start it again whenever it ends.

        Raises:
            SetupError: it ended several times in a row right after its start.
        """
        quick_deaths = 0
        while self._process is not None:
            began = clock.monotonic_s()
            code = await self._process.wait()
            quick_deaths = quick_deaths + 1 if clock.monotonic_s() - began < _HEALTHY_AFTER_S else 0
            if quick_deaths == _QUICK_DEATHS:
                raise SetupError(
                    f"the {self._service.name} ended {_QUICK_DEATHS} times right after its start: see above"
                )
            _log.warning("service.died", service=self._service.name, exit_code=code)
            await self.start()

    async def stop(self) -> None:
        """End the process: politely first, by force when its time is over."""
        if self._process is None or self._process.returncode is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(self._process.wait(), self._service.stop_within_s)
        except TimeoutError:
            _log.warning("service.killed", service=self._service.name, after_s=self._service.stop_within_s)
            self.kill()
            await self._process.wait()

    def kill(self) -> None:
        """End the process by force."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()


class Supervisor:
    """Several services: started in order, stopped in the same order, so what takes in new work ends first."""

    def __init__(self, services: Sequence[Service]) -> None:
        self._services = services
        self._children: list[Child] = []
        self._keepers: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self, env: Mapping[str, str]) -> AsyncIterator[None]:
        """Keep the services running for a while, with these environment variables."""
        self._children = [Child(service, env) for service in self._services]
        try:
            for child in self._children:
                await child.start()
                self._keepers.append(asyncio.create_task(child.keep()))
            yield
        finally:
            for keeper in self._keepers:
                keeper.cancel()
            await asyncio.gather(*self._keepers, return_exceptions=True)
            for child in self._children:
                await child.stop()

    async def during(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` gives, unless a service cannot be kept up meanwhile.

        Raises:
            SetupError: says which service.
        """
        task = asyncio.create_task(work)
        try:
            await asyncio.wait({task, *self._keepers}, return_when=asyncio.FIRST_COMPLETED)
            for keeper in self._keepers:
                if keeper.done():
                    keeper.result()
            return task.result()
        finally:
            task.cancel()

    def hurry(self) -> None:
        """Kill what still runs, for a person who does not want to wait."""
        for child in self._children:
            child.kill()
