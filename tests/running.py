"""The whole platform as people meet it: real processes, an organization, its owner, and a client of the API."""

from __future__ import annotations

import asyncio
import secrets
import threading
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx

from tests.stack import Stack
from trunkline.accounts import service
from trunkline.actor import Actor, Role
from trunkline.db.session import Database
from trunkline.secrets import Keyring, load_root_key

T = TypeVar("T")
_ANSWER_LIMIT_S = 30.0


class Loop:
    """An event loop in a thread of its own: fixtures of synchronous tests may need one at any time."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="tests-loop")
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Return what ``work`` gives."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """End the loop."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@dataclass(frozen=True)
class Platform:
    """Running processes, and the owner of an organization in them."""

    stack: Stack
    organization: str
    email: str
    password: str
    token: str

    @property
    def url(self) -> str:
        """Return the address of web app and API."""
        return self.stack.url

    def api(self, query: str, **variables: object) -> dict[str, Any]:
        """Send a GraphQL request as the owner; return its data, and fail on any error."""
        answer = self.post("/api", json={"query": query, "variables": variables})
        body = answer.json()
        assert answer.status_code == httpx.codes.OK, body
        assert "errors" not in body, body["errors"]
        data: dict[str, Any] = body["data"]
        for payload in data.values():
            assert not (isinstance(payload, dict) and payload.get("errors")), payload
        return data

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send a POST with the owner's token."""
        headers = {"Authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        return httpx.post(f"{self.url}{path}", headers=headers, timeout=_ANSWER_LIMIT_S, trust_env=False, **options)

    def published(self, definition: str) -> str:
        """Import a definition and publish it; return the integration's id."""
        imported = self.api(_IMPORT, definition=definition)["importIntegration"]["integration"]["id"]
        self.api(_PUBLISH, id=imported)
        return str(imported)

    def deployed(
        self, integration: str, *, customer: str, name: str, values: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        """Make a customer and a deployed instance; return webhook URLs by flow name, and the ids under "" names."""
        customer_id = self.api(_CUSTOMER, name=customer)["createCustomer"]["customer"]["id"]
        variables = [{"key": key, "value": value} for key, value in (values or {}).items()]
        instance_id = self.api(_CREATE, integration=integration, customer=customer_id, name=name, values=variables)[
            "createInstance"
        ]["instance"]["id"]
        deployed = self.api(_DEPLOY, id=instance_id)["deployInstance"]["instance"]
        urls = {config["flow"]["name"]: config["webhookUrl"] for config in deployed["flowConfigs"]["nodes"]}
        return {**urls, "instance id": instance_id, "customer id": customer_id}


_IMPORT = """mutation($definition: String!) { importIntegration(input: {definition: $definition}) {
  integration { id } errors { field messages } } }"""
_PUBLISH = """mutation($id: ID!) { publishIntegration(input: {id: $id}) {
  integration { id } errors { field messages } } }"""
_CUSTOMER = """mutation($name: String!) { createCustomer(input: {name: $name}) {
  customer { id } errors { field messages } } }"""
_CREATE = """mutation($integration: ID!, $customer: ID!, $name: String!, $values: [InputInstanceConfigVariable]) {
  createInstance(input: {integration: $integration, customer: $customer, name: $name, configVariables: $values}) {
  instance { id } errors { field messages } } }"""
_DEPLOY = """mutation($id: ID!) { deployInstance(input: {id: $id}) {
  instance { id flowConfigs { nodes { id webhookUrl flow { name } } } } errors { field messages } } }"""


async def found(database_url: str, home: Path, organization: str) -> tuple[str, str, str]:
    """Make an organization and its owner; return e-mail, password and a token."""
    home.mkdir(parents=True, exist_ok=True)
    keyring, database = Keyring(load_root_key(home / "root.key")), Database(database_url)
    email, password = f"owner-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(12)
    async with database.engine_session() as session:
        _, owner = await service.create_organization(session, organization, email, "Olivia Owner", password, keyring)
    async with database.api_session(owner.org_id) as session:
        token, _ = await service.create_token(session, Actor(owner.org_id, owner.id, Role.OWNER), "tests")
    await database.close()
    return email, password, token
