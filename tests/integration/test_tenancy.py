"""Made from the schema: what another organization has is neither read nor changed by any field or mutation."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, get_named_type

from tests.factories.accounts import actor_of, make_token
from tests.integration.calling import Caller, make_caller
from tests.integration.schema_calls import (
    id_arguments,
    id_paths,
    input_of,
    query_of,
    selection_of,
    type_of_reference,
)
from tests.integration.tenancy_world import World, fill, make_world, rows_of
from trunkline.actor import Role
from trunkline.db.models import Organization
from trunkline.db.session import Database
from trunkline.web.graphql import make_schema

SCHEMA = make_schema()
QUERIES = SCHEMA.query_type.fields if SCHEMA.query_type else {}
MUTATIONS = SCHEMA.mutation_type.fields if SCHEMA.mutation_type else {}
ROLES = [Role.OWNER, Role.VIEWER]


@pytest.fixture(scope="module")
async def victim(database: Database) -> World:
    return await make_world(database)


@pytest.fixture(scope="module", params=ROLES)
async def stranger(request: pytest.FixtureRequest, http: httpx.AsyncClient, database: Database) -> Caller:
    """Return somebody of an organization of their own."""
    return await make_caller(http, database, role=request.param)


@pytest.fixture(scope="module")
async def own(stranger: Caller, database: Database) -> World:
    """Return what the stranger's organization has itself."""
    async with database.engine_session() as session:
        organization = await session.get_one(Organization, stranger.actor.org_id)
    return await fill(database, organization, "own")


@pytest.fixture(scope="module")
async def insider(http: httpx.AsyncClient, database: Database, victim: World) -> Caller:
    """Return the owner of the organization that the others must not see."""
    return Caller(http, database, actor_of(victim.owner), await make_token(database, victim.owner))


async def answer(caller: Caller, document: str, variables: dict[str, Any] | None = None) -> str:
    """Return an answer as text; it may hold errors, but none of ours."""
    text = json.dumps(await caller.post(document, variables), ensure_ascii=False)
    assert '"INTERNAL"' not in text, text
    return text


def assert_nothing_leaks(text: str, victim: World, *, asked_with: str = "") -> None:
    for secret in victim.secrets:
        assert secret == asked_with or secret not in text, f"{secret} in {text}"


@pytest.mark.parametrize("name", list(QUERIES))
async def test_a_query_shows_nothing_of_another_organization(stranger: Caller, victim: World, name: str) -> None:
    if any(argument == "id" for argument in QUERIES[name].args):
        document = query_of(name, QUERIES[name], "id")
        asked_with = victim.ids[get_named_type(QUERIES[name].type).name]
        text = await answer(stranger, document, {"value": asked_with})
        assert json.loads(text)["data"] is None
        assert_nothing_leaks(text, victim, asked_with=asked_with)
    else:
        assert_nothing_leaks(await answer(stranger, query_of(name, QUERIES[name])), victim)


FILTERS = [(name, argument) for name, field in QUERIES.items() for argument in id_arguments(field) if argument != "id"]


@pytest.mark.parametrize(("name", "argument"), FILTERS)
async def test_a_filter_by_an_id_of_another_organization_finds_nothing(
    stranger: Caller, victim: World, name: str, argument: str
) -> None:
    wanted = victim.ids[type_of_reference(argument, "")]
    text = await answer(stranger, query_of(name, QUERIES[name], argument), {"value": wanted})
    assert_nothing_leaks(text, victim, asked_with=wanted)


CHANGES = [(name, path) for name, field in MUTATIONS.items() for path in id_paths(field.args["input"].type.of_type)]


@pytest.mark.parametrize(("name", "path"), CHANGES)
async def test_a_mutation_with_an_id_of_another_organization_is_refused(
    stranger: Caller, own: World, victim: World, database: Database, name: str, path: tuple[str, ...]
) -> None:
    payload, asked = payload_of(name)
    type_of = {one: type_of_reference(one[-1], payload) for one in id_paths(asked)}
    before = await rows_of(database, victim.org_id)
    given = input_of(asked, {one: (victim if one == path else own).ids[type_] for one, type_ in type_of.items()})
    text = await answer(stranger, mutation_of(name), {"input": given})
    told = json.loads(text)
    assert told.get("errors") or told["data"][name]["errors"], text
    assert_nothing_leaks(text, victim, asked_with=victim.ids[type_of[path]])
    assert await rows_of(database, victim.org_id) == before


@pytest.mark.parametrize("name", list(QUERIES))
async def test_the_organization_itself_sees_what_others_must_not(insider: Caller, victim: World, name: str) -> None:
    """Keep the tests above honest: what they ask for is there."""
    field = QUERIES[name]
    type_name = get_named_type(field.type).name
    if "id" in field.args:
        text = await answer(insider, query_of(name, field, "id", 1), {"value": victim.ids[type_name]})
        assert victim.ids[type_name] in text
    elif type_name.removesuffix("Connection") in victim.ids:
        text = await answer(insider, query_of(name, field, levels=2))
        assert any(secret in text for secret in victim.secrets), text


def payload_of(name: str) -> tuple[str, GraphQLInputObjectType]:
    """Return the type of a mutation's object, and its input."""
    type_ = get_named_type(MUTATIONS[name].type)
    assert isinstance(type_, GraphQLObjectType)
    own = [
        get_named_type(field.type).name
        for key, field in type_.fields.items()
        if key not in {"errors", "clientMutationId"}
    ]
    asked = get_named_type(MUTATIONS[name].args["input"].type)
    assert isinstance(asked, GraphQLInputObjectType)
    return OBJECTS.get(name, own[0]), asked


OBJECTS = {"testInstanceFlowConfig": "InstanceFlowConfig"}
"""Mutations whose ``id`` is not that of the object they give."""


def mutation_of(name: str) -> str:
    asked = MUTATIONS[name].args["input"].type
    selection = selection_of(get_named_type(MUTATIONS[name].type), 3)
    return f"mutation ($input: {asked}) {{ {name}(input: $input) {selection} }}"
