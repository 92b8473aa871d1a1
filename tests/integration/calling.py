"""Somebody with a token who asks the API over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import httpx

from tests.factories.accounts import actor_of, make_organization, make_token, make_user
from trunkline.actor import Actor, Role
from trunkline.db.session import Database

BASE_URL = "https://trunkline.example.com"


@dataclass
class Caller:
    """A person, their organization, and their token."""

    http: httpx.AsyncClient
    database: Database
    actor: Actor
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """Return the headers that make a request theirs."""
        return {"Authorization": f"Bearer {self.token}"}

    async def post(self, query: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the whole answer to a document."""
        response = await self.http.post("/api", json={"query": query, "variables": variables}, headers=self.headers)
        assert response.status_code == httpx.codes.OK, response.text
        return dict(response.json())

    async def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """Return the data that a document gives, which must be without errors."""
        answer = await self.post(query, variables)
        assert "errors" not in answer, answer["errors"]
        return dict(answer["data"])

    async def message_of(self, query: str, **variables: object) -> str:
        """Return the message of the only error that a document gives, which must leave no data."""
        answer = await self.post(query, variables)
        assert answer.get("data") is None
        [error] = answer["errors"]
        return str(error["message"])

    async def create_customer(self, **given: object) -> dict[str, Any]:
        """Create a customer and return it."""
        answer = await self.ask(
            "mutation ($input: CreateCustomerInput!) { createCustomer(input: $input) "
            "{ customer { id name description externalId labels } errors { field messages } } }",
            input=given,
        )
        assert answer["createCustomer"]["errors"] == []
        return dict(answer["createCustomer"]["customer"])


async def make_caller(http: httpx.AsyncClient, database: Database, *, role: Role = Role.OWNER) -> Caller:
    """Store an organization with one person, and return that person with a token."""
    user = await make_user(database, await make_organization(database), role=role)
    return Caller(http, database, actor_of(user), await make_token(database, user))
