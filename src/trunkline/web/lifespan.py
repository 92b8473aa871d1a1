"""Opens what the web process needs, and closes it in order."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial

from graphql import GraphQLSchema

from trunkline.blobs.signing import UrlSigner
from trunkline.blobs.store import Blobs
from trunkline.catalog import service as catalog
from trunkline.db import partitions
from trunkline.db.connect import check
from trunkline.db.session import Database
from trunkline.executions.answers import Answers
from trunkline.executions.brake import Brake
from trunkline.executions.deployments import Deployments
from trunkline.executions.ingest import Ingest
from trunkline.runtime import registry
from trunkline.runtime.egress import Egress
from trunkline.secrets import Keyring, load_root_key
from trunkline.settings import Settings
from trunkline.triggers.endpoints import Endpoints
from trunkline.web.services import Services


@asynccontextmanager
async def opened(settings: Settings, database_url: str, schema: GraphQLSchema) -> AsyncIterator[Services]:
    """Open all services; at the end write what still waits, then close them.

    Raises:
        SetupError: the database, the key file or the blob store cannot be used; says why.
    """
    await check(database_url)
    async with AsyncExitStack() as stack:
        database = Database(database_url)
        stack.push_async_callback(database.close)
        await partitions.make_ahead(database)
        root_key = load_root_key(settings.key_file)
        keyring, signer, blobs = Keyring(root_key), UrlSigner(root_key), Blobs(settings)
        egress = Egress.from_settings(settings)
        stack.push_async_callback(egress.aclose)
        components = registry.load()
        async with database.engine_session() as session:
            await catalog.register(session, components.components.values())
        deployments = Deployments(database, keyring, base_url=settings.base_url)
        endpoints = Endpoints(database, deployments, components, cache_s=settings.endpoint_cache_s)
        ingest = Ingest(partial(database.connect_engine, "trunkline-ingest"), blobs, inline_bytes=settings.inline_bytes)
        await ingest.open()
        stack.push_async_callback(ingest.close)
        answers = Answers(partial(database.connect_engine, "trunkline-answers"), endpoint_changed=endpoints.forget)
        await answers.open()
        stack.push_async_callback(answers.close)
        brake = Brake(partial(database.connect_engine, "trunkline-brake"), limit_s=settings.brake_s)
        _run_beside(stack, brake.run())
        _run_beside(stack, endpoints.keep_fresh())
        yield Services(
            settings, database, keyring, blobs, signer, schema, components, egress.http, deployments, endpoints, ingest,
            answers, brake,
        )  # fmt: skip


def _run_beside(stack: AsyncExitStack, work: Coroutine[object, object, None]) -> None:
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

    stack.push_async_callback(end)
