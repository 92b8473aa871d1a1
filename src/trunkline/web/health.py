"""For machines that look after us: are we up, can we work."""

from __future__ import annotations

import asyncpg
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trunkline import clock
from trunkline.db import partitions
from trunkline.db.session import Database
from trunkline.errors import SetupError
from trunkline.web.answers import json_answer

_UNREADY = 503


class Health:
    """The routes ``/healthz`` (the process lives) and ``/readyz`` (it can answer requests)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route("/healthz", self.alive, methods=["GET"]), Route("/readyz", self.ready, methods=["GET"])]

    async def alive(self, _request: Request) -> Response:
        """Answer."""
        return json_answer({"ok": True})

    async def ready(self, _request: Request) -> Response:
        """Look at the database and its partitions."""
        problems = await self._problems()
        return json_answer({"ok": not problems, "problems": problems}, _UNREADY if problems else 200)

    async def _problems(self) -> list[str]:
        try:
            connection = await self._database.connect_engine("trunkline-ready")
        except SetupError as wrong:
            return [wrong.message]
        try:
            lacking = await partitions.missing(connection, clock.now().date())
        except (asyncpg.PostgresError, OSError) as wrong:
            return [f"the database cannot be used: {type(wrong).__name__}"]
        finally:
            await connection.close()
        return [f"partition {name} is missing; a worker makes it within the hour" for name in lacking]
