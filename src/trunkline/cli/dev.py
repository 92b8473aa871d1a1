"""``trunkline dev``: everything on this machine, with one command."""

from __future__ import annotations

import asyncio
import os
import signal
from typing import TYPE_CHECKING

import typer

from trunkline import clock
from trunkline.cli import home
from trunkline.cli.start import begin
from trunkline.cli.supervisor import Service, Supervisor
from trunkline.errors import SetupError

if TYPE_CHECKING:  # reading settings takes pydantic, which takes its time to load
    from trunkline.settings import Settings

DEMO_ORGANIZATION = "Fernwood Software"
_READY_WITHIN_S = 60.0
_LOOK_EVERY_S = 0.1
_STOP_GRACE_S = 3.0  # nobody likes to wait at a terminal, and the next start goes on with what was running
_EXTRA_GRACE_S = 5.0
_LOOPBACK_NETWORK = "127.0.0.0/8"


def dev(
    no_demo: bool = typer.Option(False, "--no-demo", help="without the customers, integrations and ERP to try"),
) -> None:
    """Start database, web app, API and worker on this machine; Ctrl-C stops them in order."""
    asyncio.run(_dev(begin(is_watched=True), demo=not no_demo))


async def _dev(settings: Settings, *, demo: bool) -> None:
    folder = home.prepare(settings.home)
    with home.claimed(folder):
        grace_s = settings.stop_grace_s if "stop_grace_s" in settings.model_fields_set else _STOP_GRACE_S
        here = _placed(settings.model_copy(update={"home": folder, "stop_grace_s": grace_s}), demo)
        home.announce(folder, home.Running(os.getpid(), here.base_url))
        supervisor = Supervisor(_services(here, demo))
        _Signals(supervisor)
        try:
            await _run(here, demo, supervisor)
        except asyncio.CancelledError:  # a signal asked for it, and everything has been stopped
            print("Trunkline has stopped.")


async def _run(here: Settings, demo: bool, supervisor: Supervisor) -> None:
    from trunkline.cli import people
    from trunkline.cli.banner import show
    from trunkline.cli.database import opened, prepare
    from trunkline.cli.demo.seed import seed
    from trunkline.cli.remote import Remote

    print("Starting the database …", flush=True)
    async with opened(here) as database_url:
        await prepare(database_url)
        organization = DEMO_ORGANIZATION if demo else "My organization"
        credentials = await people.sign_in(here, database_url, local_url(here), organization)
        print("Starting web server and worker …", flush=True)
        async with supervisor.running(_environment(here, database_url, demo)):
            await supervisor.during(_until_ready(local_url(here)))
            remote = Remote(local_url(here), credentials.token)
            webhook_url = await supervisor.during(asyncio.to_thread(seed, remote, here)) if demo else None
            show(here, credentials, webhook_url)
            await supervisor.during(asyncio.Event().wait())


def local_url(settings: Settings) -> str:
    """Return the address of this machine's server, whatever address the world reaches it at."""
    return settings.model_copy(update={"public_url": None}).base_url


def _placed(settings: Settings, demo: bool) -> Settings:
    """Return the settings with ports that are free.

    Raises:
        SetupError: a port is taken; names its setting.
    """
    from trunkline.cli.preflight import free_port

    port = free_port(settings.host, settings.port, setting="TRUNKLINE_PORT")
    if not demo:
        return settings.model_copy(update={"port": port})
    erp_port = free_port("127.0.0.1", settings.demo_erp_port, setting="TRUNKLINE_DEMO_ERP_PORT")
    return settings.model_copy(update={"port": port, "demo_erp_port": erp_port})


def _services(here: Settings, demo: bool) -> list[Service]:
    grace_s = here.stop_grace_s + _EXTRA_GRACE_S
    services = [Service("web server", ("serve",), grace_s), Service("worker", ("worker",), grace_s)]
    return [*services, Service("demo ERP", ("demo-erp",), _EXTRA_GRACE_S)] if demo else services


def _environment(here: Settings, database_url: str, demo: bool) -> dict[str, str]:
    """Return the environment of the services: ours, and what was decided here."""
    networks = (*here.allow_private_networks, *([_LOOPBACK_NETWORK] if demo else []))
    return {
        **os.environ,
        "TRUNKLINE_HOME": str(here.home),
        "TRUNKLINE_LOG_LEVEL": here.log_level,
        "TRUNKLINE_STOP_GRACE_S": str(here.stop_grace_s),
        "TRUNKLINE_PORT": str(here.port),
        "TRUNKLINE_DEMO_ERP_PORT": str(here.demo_erp_port),
        "TRUNKLINE_DATABASE_URL": database_url,
        "TRUNKLINE_ALLOW_PRIVATE_NETWORKS": ",".join(networks),
    }


async def _until_ready(url: str) -> None:
    import httpx

    async with httpx.AsyncClient(trust_env=False) as client:
        deadline_s = clock.monotonic_s() + _READY_WITHIN_S
        while clock.monotonic_s() < deadline_s:
            try:
                if (await client.get(f"{url}/readyz")).status_code == 200:
                    return
            except httpx.TransportError:  # it does not listen yet
                pass
            await asyncio.sleep(_LOOK_EVERY_S)
    raise SetupError(f"{url}/readyz says that something is missing; it waited {_READY_WITHIN_S:.0f} seconds")


class _Signals:
    """The first signal stops everything in order, a second one at once."""

    def __init__(self, supervisor: Supervisor) -> None:
        self._supervisor = supervisor
        self._running = asyncio.current_task()
        for name in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(name, self._stop)

    def _stop(self) -> None:
        running, self._running = self._running, None
        if running is not None:
            print("\nStopping; Ctrl-C once more stops at once.", flush=True)
            running.cancel()
        else:
            self._supervisor.hurry()
