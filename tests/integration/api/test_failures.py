"""What nobody foresaw: told by an id, undone, and never with a word from inside."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from ariadne import make_executable_schema
from graphql import GraphQLSchema

from tests.factories import ROOT_KEY
from tests.factories.accounts import make_actor
from trunkline.actor import Actor
from trunkline.api import payload as payloads
from trunkline.api.bindings import Fields
from trunkline.api.context import RequestContext
from trunkline.api.payload import Input, payload
from trunkline.db.models import Customer
from trunkline.db.session import Database
from trunkline.errors import Internal
from trunkline.secrets import Keyring
from trunkline.settings import Settings
from trunkline.web.execution import Request, Runner

SDL = """
type Query { bad: Int  missing: Int!  words: String  number(of: Int): Int }
type Mutation { write(input: WriteInput!): WritePayload }
input WriteInput { name: String!  then: String  clientMutationId: String }
type WritePayload { name: String  errors: [ErrorType!]!  clientMutationId: String }
type ErrorType { field: String! messages: [String!]! }
"""


class Write(Input):
    name: str
    then: str | None = None


@payload("name", Write)
async def write(context: RequestContext, given: Write) -> str:
    customer = Customer(org_id=context.actor.org_id, name=given.name)
    context.session.add(customer)
    await context.session.flush()
    if given.then == "crash":
        raise ValueError("the secret is hunter2")
    if given.then == "internal":
        raise Internal("the secret is hunter2")
    if given.then == "twice":
        context.session.add(Customer(org_id=context.actor.org_id, name=given.name))
    if given.then == "nul":
        await context.session.execute(sa.select(sa.literal("\0")))
    return given.name


@pytest.fixture(scope="module")
def schema() -> GraphQLSchema:
    query, mutation = Fields("Query"), Fields("Mutation")

    @query.field("bad")
    async def bad(_root: object, info: object) -> int:
        raise ValueError("the secret is hunter2")

    query.field("missing")(lambda *_: None)
    query.field("words")(lambda *_: {"not": "a string"})
    query.field("number")(lambda *_, of=0: of)
    mutation.field("write")(write)
    made = make_executable_schema(SDL, query, mutation)
    for fields in payloads.bindings(made):
        fields.bind_to_schema(made)
    return made


@pytest.fixture
async def actor(database: Database) -> Actor:
    return await make_actor(database)


async def ask(schema: GraphQLSchema, database: Database, actor: Actor, query: str, **variables: object) -> dict:
    context = RequestContext(database, actor, Settings(), Keyring(ROOT_KEY))
    return await Runner(schema).answer(Request(query, variables), context)


async def names(database: Database, actor: Actor) -> list[str]:
    async with database.engine_session() as session:
        return list(await session.scalars(sa.select(Customer.name).where(Customer.org_id == actor.org_id)))


@pytest.mark.parametrize("field", ["bad", "missing", "words"])
async def test_a_query_that_fails_tells_an_id_and_nothing_else(
    schema: GraphQLSchema, database: Database, actor: Actor, field: str
) -> None:
    answer = await ask(schema, database, actor, f"{{ {field} }}")
    assert answer["data"] is None
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["id"] in error["message"]
    assert "hunter2" not in str(answer)


WRITE = """mutation ($name: String!, $then: String) {
  write(input: {name: $name, then: $then}) { name errors { field messages } } }"""


@pytest.mark.parametrize("then", ["crash", "internal"])
async def test_a_mutation_that_crashes_leaves_nothing(
    schema: GraphQLSchema, database: Database, actor: Actor, then: str
) -> None:
    answer = await ask(schema, database, actor, WRITE, name="a", then=then)
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in str(answer)
    assert await names(database, actor) == []


async def test_one_crash_takes_the_other_mutations_of_the_request_with_it(
    schema: GraphQLSchema, database: Database, actor: Actor
) -> None:
    document = 'mutation { a: write(input: {name: "a"}) { name } b: write(input: {name: "b", then: "crash"}) { name } }'
    assert (await ask(schema, database, actor, document))["data"] is None
    assert await names(database, actor) == []


async def test_a_constraint_of_the_database_becomes_an_error_of_its_field(
    schema: GraphQLSchema, database: Database, actor: Actor
) -> None:
    answer = await ask(schema, database, actor, WRITE, name="a", then="twice")
    assert answer == {
        "data": {"write": {"name": None, "errors": [{"field": "name", "messages": ["another customer has this name"]}]}}
    }
    assert await names(database, actor) == []
    assert (await ask(schema, database, actor, WRITE, name="a"))["data"]["write"]["errors"] == []
    assert await names(database, actor) == ["a"]


async def test_a_value_that_the_database_does_not_take_is_the_caller_s_mistake(
    schema: GraphQLSchema, database: Database, actor: Actor
) -> None:
    answer = await ask(schema, database, actor, WRITE, name="a", then="nul")
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"] == {"code": "INVALID"}
    assert await names(database, actor) == []


async def test_a_database_that_is_gone_is_told_by_an_id(schema: GraphQLSchema, actor: Actor) -> None:
    gone = Database("postgresql://nobody:hunter2@127.0.0.1:1/none")
    answer = await ask(schema, gone, actor, WRITE, name="a")
    await gone.close()
    assert answer["data"] is None
    assert answer["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert "hunter2" not in str(answer)
