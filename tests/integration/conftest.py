"""The web process in this process: real services, real database, requests without a socket."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from tests.integration.calling import BASE_URL, Caller, make_caller
from trunkline.catalog.service import register
from trunkline.db.session import Database
from trunkline.settings import Settings
from trunkline.triggers.on_demand import OnDemand
from trunkline.web.app import create_app
from trunkline.web.graphql import make_schema
from trunkline.web.lifespan import opened
from trunkline.web.services import Services


@pytest.fixture(scope="session")
async def web_services(
    database_url: str, database: Database, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Services]:
    """Return the services of a web process on this worker's database, with the built-in components registered."""
    home: Path = tmp_path_factory.mktemp("home")
    async with opened(Settings(home=home, public_url=BASE_URL), database_url, make_schema()) as services:
        async with database.engine_session() as session:
            await register(session, services.registry.components.values())
        yield services


@pytest.fixture(scope="session")
async def http(web_services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Return a client that nobody is signed in with."""
    on_demand = OnDemand(web_services.database, web_services.deployments, web_services.ingest, body_bytes=1_000_000)
    transport = httpx.ASGITransport(create_app(web_services, start_flow=on_demand.start))
    async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
        yield client


@pytest.fixture
async def caller(http: httpx.AsyncClient, database: Database) -> Caller:
    """Return the owner of a new organization, with a token."""
    return await make_caller(http, database)
