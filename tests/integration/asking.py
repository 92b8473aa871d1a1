"""An organization that asks the API, without HTTP between: the schema, its resolvers, and the database."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from ariadne import graphql
from graphql import GraphQLSchema

from tests.factories import keyring, make_actor, make_customer, random_name
from tests.factories.definitions import definition
from trunkline.actor import Actor, Role
from trunkline.api.context import RequestContext, StartFlow
from trunkline.api.failures import format_error
from trunkline.catalog.service import register
from trunkline.db.session import Database
from trunkline.runtime import registry
from trunkline.settings import Settings
from trunkline.web.graphql import make_schema

BASE_URL = "https://flows.example.com"


class Refused(Exception):
    """A mutation answered with errors; ``messages`` has them by field."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__(errors)
        self.messages: dict[str, list[str]] = {error["field"]: error["messages"] for error in errors}


@cache
def schema() -> GraphQLSchema:
    """Return the whole schema, made once."""
    return make_schema()


@dataclass
class Asker:
    """One person who asks the API; every call is a request of its own."""

    database: Database
    actor: Actor
    services: list[object] = field(default_factory=list)
    start_flow: StartFlow | None = None
    settings: Settings = field(default_factory=lambda: Settings(public_url=BASE_URL))

    async def ask(self, document: str, **variables: object) -> Any:
        """Return the data of a query; an error of any field fails the test."""
        answer = await self.answer(document, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]

    async def answer(self, document: str, **variables: object) -> dict[str, Any]:
        """Return the whole answer, errors too."""
        context = RequestContext(
            self.database,
            self.actor,
            self.settings,
            keyring,
            services=self.services,
            start_flow=self.start_flow,
        )
        async with context:
            _, answer = await graphql(
                schema(),
                {"query": document, "variables": variables},
                context_value=context,
                error_formatter=lambda wrong, _debug: format_error(wrong),
            )
        return dict(answer)

    async def look(self, field: str, selection: str, id: str) -> Any:
        """Return one object by its id."""
        return (await self.ask(f"query ($id: ID!) {{ {field}(id: $id) {{ {selection} }} }}", id=id))[field]

    async def change(self, mutation: str, selection: str, **given: object) -> Any:
        """Send a mutation and return the object of its payload.

        Raises:
            Refused: the payload has errors.
        """
        kind = mutation[0].upper() + mutation[1:] + "Input"
        document = (
            f"mutation ($input: {kind}!) {{ {mutation}(input: $input) {{ {selection} errors {{ field messages }} }} }}"
        )
        payload = (await self.ask(document, input=given))[mutation]
        if payload["errors"]:
            raise Refused(payload["errors"])
        del payload["errors"]
        [found] = payload.values()
        return found

    async def import_definition(self, text: str, **more: object) -> str:
        """Import a definition and return the draft's id."""
        found = await self.change("importIntegration", "integration { id }", definition=text, **more)
        return str(found["id"])

    async def publish(self, integration_id: str, **more: object) -> str:
        """Publish a draft and return the version's id."""
        found = await self.change("publishIntegration", "integration { id }", id=integration_id, **more)
        return str(found["id"])

    async def published(self, text: str | None = None) -> str:
        """Import and publish a definition; return the version's id."""
        return await self.publish(await self.import_definition(text or definition(random_name("Integration"))))

    async def customer(self) -> str:
        """Return the id of a new customer."""
        from trunkline.api import ids

        row = await make_customer(self.database, self.actor.org_id)
        return ids.encode("Customer", row.id)

    async def instance(self, version_id: str, **more: object) -> str:
        """Create an instance of a version for a new customer and return its id."""
        given = {"name": random_name("Instance"), "customer": await self.customer(), **more}
        found = await self.change("createInstance", "instance { id }", integration=version_id, **given)
        return str(found["id"])

    async def deploy(self, instance_id: str, **more: object) -> str:
        """Deploy an instance and return its id."""
        found = await self.change("deployInstance", "instance { id }", id=instance_id, **more)
        return str(found["id"])


_registering = asyncio.Lock()
_registered: set[int] = set()


async def make_asker(database: Database, *, role: Role = Role.OWNER) -> Asker:
    """Return somebody of a new organization who may ask; the built-in components are in the catalogue."""
    async with _registering:
        if id(database) not in _registered:
            async with database.engine_session() as session:
                await register(session, registry.load().components.values())
            _registered.add(id(database))
    return Asker(database, await make_actor(database, role=role))
