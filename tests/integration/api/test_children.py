from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.factories.deployments import make_customer, make_instance, make_integration
from tests.integration.calling import Caller, make_caller
from trunkline.api.context import MAX_ROWS
from trunkline.db.session import Database
from trunkline.web.services import Services

INSTANCES = {"Northwind": ["n1", "n2", "n3"], "Southwind": ["s1"], "Eastwind": []}


@pytest.fixture(scope="module")
async def many(http: httpx.AsyncClient, database: Database) -> Caller:
    """Return somebody with three customers, who have three instances, one, and none."""
    caller = await make_caller(http, database)
    integration = await make_integration(database, caller.actor.org_id)
    for name, instances in INSTANCES.items():
        customer = await make_customer(database, caller.actor.org_id, name=name)
        for instance in instances:
            await make_instance(database, customer, integration, name=instance)
    return caller


@contextmanager
def counted_statements(database: Database) -> Iterator[list[str]]:
    """Collect the statements that the API's connections run."""
    seen: list[str] = []
    engines: list[AsyncEngine] = list(database._engines.values())

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        seen.append(statement)

    for engine in engines:
        sa.event.listen(engine.sync_engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        for engine in engines:
            sa.event.remove(engine.sync_engine, "before_cursor_execute", note)


def by_customer(answer: dict[str, object]) -> dict[str, list[str]]:
    nodes = answer["customers"]["nodes"]  # type: ignore[index]  # JSON
    return {node["name"]: [one["name"] for one in node["instances"]["nodes"]] for node in nodes}


async def test_each_parent_gets_its_own_children(many: Caller) -> None:
    answer = await many.ask(
        """{ customers { nodes { name instances(orderBy: {field: NAME, direction: ASC}) {
             nodes { name } totalCount pageInfo { hasNextPage } } } } }"""
    )
    assert by_customer(answer) == INSTANCES
    for node in answer["customers"]["nodes"]:
        assert node["instances"]["totalCount"] == len(INSTANCES[node["name"]])
        assert node["instances"]["pageInfo"]["hasNextPage"] is False


async def test_each_parent_gets_a_page_of_its_own(many: Caller) -> None:
    first = await many.ask(
        """{ customers { nodes { name instances(first: 2, orderBy: {field: NAME, direction: DESC}) {
             nodes { name } pageInfo { hasNextPage endCursor } } } } }"""
    )
    assert by_customer(first) == {"Northwind": ["n3", "n2"], "Southwind": ["s1"], "Eastwind": []}
    [north] = [node for node in first["customers"]["nodes"] if node["name"] == "Northwind"]
    assert north["instances"]["pageInfo"]["hasNextPage"] is True
    rest = await many.ask(
        """query ($after: String) { customers(name: "Northwind") { nodes { name
             instances(first: 2, after: $after, orderBy: {field: NAME, direction: DESC}) { nodes { name } } } } }""",
        after=north["instances"]["pageInfo"]["endCursor"],
    )
    assert by_customer(rest) == {"Northwind": ["n1"]}


async def test_the_last_page_of_each_parent_is_in_the_order_of_the_list(many: Caller) -> None:
    answer = await many.ask(
        """{ customers { nodes { name instances(last: 2, orderBy: {field: NAME, direction: ASC}) {
             nodes { name } pageInfo { hasPreviousPage } } } } }"""
    )
    assert by_customer(answer) == {"Northwind": ["n2", "n3"], "Southwind": ["s1"], "Eastwind": []}


async def test_children_are_filtered(many: Caller) -> None:
    answer = await many.ask("{ customers { nodes { name instances(enabled: false) { nodes { name } } } } }")
    assert by_customer(answer) == {"Northwind": [], "Southwind": [], "Eastwind": []}


async def test_the_number_of_statements_does_not_depend_on_the_number_of_rows(
    many: Caller, web_services: Services
) -> None:
    document = """{ customers { totalCount nodes { name org { name }
      instances { totalCount nodes { name customer { name } integration { name } } edges { cursor } } } } }"""
    await many.ask(document)
    with counted_statements(web_services.database) as seen:
        await many.ask(document)
    selects = [statement for statement in seen if statement.startswith("SELECT") and "set_config" not in statement]
    # customers, their number, the organization, instances, their numbers, and customer and integration of these
    assert len(selects) == 7, selects


async def test_what_is_not_selected_is_not_read(many: Caller, web_services: Services) -> None:
    with counted_statements(web_services.database) as seen:
        await many.ask("{ customers { totalCount } }")
    assert [statement for statement in seen if "count(" in statement]
    assert not [statement for statement in seen if "customer.name" in statement]
    with counted_statements(web_services.database) as seen:
        await many.ask("{ __typename organizationRoles { name } }")
    assert seen == []


async def test_a_request_that_reads_too_much_is_stopped(many: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("trunkline.api.context.MAX_ROWS", 2)
    assert "more than 2 objects" in await many.message_of("{ customers { nodes { name } } }")
    assert MAX_ROWS > 2
