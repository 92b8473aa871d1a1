"""The web process: listens, serves, and on SIGTERM answers what it has accepted before it goes."""

from __future__ import annotations

import signal
import socket

import uvicorn
import uvloop

from trunkline import log as logging
from trunkline.errors import SetupError
from trunkline.runtime.collector import calm_collector
from trunkline.settings import Settings
from trunkline.triggers.on_demand import OnDemand
from trunkline.web.app import create_app
from trunkline.web.graphql import make_schema
from trunkline.web.lifespan import opened

log = logging.get(__name__)

_STOP_WITHIN_S = 5  # event streams never end by themselves
_BACKLOG = 2048


def serve(settings: Settings) -> None:
    """Serve web app, API and webhooks until SIGTERM or SIGINT.

    Raises:
        SetupError: the port is taken or the database cannot be used; says which and why.
    """
    if settings.database_url is None:
        raise SetupError("TRUNKLINE_DATABASE_URL is not set; `trunkline dev` brings its own database")
    listening = _listen(settings)
    calm_collector()
    uvloop.run(_serve(settings, settings.database_url, listening))


async def _serve(settings: Settings, database_url: str, listening: socket.socket) -> None:
    async with opened(settings, database_url, make_schema()) as services:
        on_demand = OnDemand(
            services.database, services.deployments, services.ingest, body_bytes=settings.webhook_body_bytes
        )
        config = uvicorn.Config(
            create_app(services, start_flow=on_demand.start),
            lifespan="off",  # services outlive the last request
            access_log=False,
            log_config=None,
            proxy_headers=False,  # the application trusts only the proxies that the settings name
            server_header=False,
            timeout_graceful_shutdown=_STOP_WITHIN_S,
            backlog=_BACKLOG,
        )
        log.info("web.started", url=settings.base_url)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, _do_nothing)  # the server raises it once more when it has stopped: not all is closed
        await uvicorn.Server(config).serve(sockets=[listening])
    log.info("web.stopped")


def _do_nothing(*_: object) -> None:
    """Let a signal pass."""


def _listen(settings: Settings) -> socket.socket:
    """Bind the address now, so that a taken port is one clear line."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as wrong:
        listening.close()
        raise SetupError(
            f"cannot listen on {settings.host}:{settings.port} ({wrong.strerror}); set TRUNKLINE_PORT to a free port"
        ) from None
    return listening
