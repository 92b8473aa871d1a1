from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories.deployments import make_customer
from tests.integration.calling import Caller, make_caller
from trunkline.db.models import Customer
from trunkline.db.session import Database

NAMES = ["b", "a", "c", "Ä", "z", "aa", "B"]
PAGE = """query ($first: Int, $after: String, $last: Int, $before: String, $offset: Int, $sortBy: [CustomerOrder]) {
  customers(first: $first, after: $after, last: $last, before: $before, offset: $offset, sortBy: $sortBy) {
    edges { cursor node { id name } } nodes { id } totalCount
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
ORDERS = st.lists(
    st.fixed_dictionaries(
        {
            "field": st.sampled_from(["NAME", "DESCRIPTION", "CREATED_AT", "UPDATED_AT"]),
            "direction": st.sampled_from(["ASC", "DESC"]),
        }
    ),
    max_size=3,
)


@pytest.fixture(scope="module")
async def many(http: httpx.AsyncClient, database: Database) -> Caller:
    """Return somebody with seven customers, some of them equal in what they are ordered by."""
    caller = await make_caller(http, database)
    for at, name in enumerate(NAMES):
        customer = Customer(org_id=caller.actor.org_id, name=name, description="even" if at % 2 else "odd")
        async with database.engine_session() as session:
            session.add(customer)
    return caller


async def page(caller: Caller, **arguments: object) -> dict[str, Any]:
    return dict((await caller.ask(PAGE, **arguments))["customers"])


def ids_of(found: dict[str, Any]) -> list[str]:
    assert [edge["node"]["id"] for edge in found["edges"]] == [node["id"] for node in found["nodes"]]
    return [node["id"] for node in found["nodes"]]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 8), orders=ORDERS)
async def test_pages_forward_give_each_row_once_in_the_order_of_the_whole_list(
    many: Caller, size: int, orders: Sequence[dict[str, str]]
) -> None:
    whole = ids_of(await page(many, sortBy=orders))
    walked: list[str] = []
    after: str | None = ""
    while True:
        found = await page(many, first=size, after=after, sortBy=orders)
        walked += ids_of(found)
        assert found["pageInfo"]["hasPreviousPage"] is (after != "")
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    assert walked == whole
    assert len(whole) == len(NAMES)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 8), orders=ORDERS)
async def test_pages_backward_give_each_row_once_in_the_order_of_the_whole_list(
    many: Caller, size: int, orders: Sequence[dict[str, str]]
) -> None:
    whole = ids_of(await page(many, sortBy=orders))
    walked: list[str] = []
    before = None
    while True:
        found = await page(many, last=size, before=before, sortBy=orders)
        walked = ids_of(found) + walked
        before = found["pageInfo"]["startCursor"]
        if not found["pageInfo"]["hasPreviousPage"]:
            break
    assert walked == whole


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.integers(0, 9), offset=st.integers(0, 9))
async def test_an_offset_skips_that_many_rows(many: Caller, first: int, offset: int) -> None:
    whole = ids_of(await page(many))
    found = await page(many, first=first, offset=offset)
    assert ids_of(found) == whole[offset : offset + first]
    assert found["pageInfo"]["hasNextPage"] is (offset + first < len(whole))
    assert found["totalCount"] == len(whole)


async def test_a_list_is_in_the_order_of_creation_unless_told(many: Caller) -> None:
    found = await page(many)
    assert [edge["node"]["name"] for edge in found["edges"]] == NAMES


async def test_a_cursor_of_another_order_is_refused(many: Caller) -> None:
    cursor = (await page(many, first=1))["pageInfo"]["endCursor"]
    by_name = [{"field": "NAME", "direction": "ASC"}]
    assert "does not belong" in await many.message_of(PAGE, first=1, after=cursor, sortBy=by_name)


@pytest.mark.parametrize("cursor", ["x", "é", "W10", "bnVsbA", "WyJrZXkwIiwgMV0", "WyJrZXkwIiwgIngiXQ"])
async def test_what_is_no_cursor_is_refused(many: Caller, cursor: str) -> None:
    assert "does not belong" in await many.message_of(PAGE, after=cursor)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"first": -1}, "first must not be negative"),
        ({"offset": -1}, "offset must not be negative"),
        ({"first": 1, "last": 1}, "give first or last, not both"),
    ],
)
async def test_paging_that_makes_no_sense_is_refused(many: Caller, arguments: dict[str, int], message: str) -> None:
    assert await many.message_of(PAGE, **arguments) == message


async def test_a_page_has_at_most_a_hundred_objects(caller: Caller) -> None:
    for number in range(101):
        await make_customer(caller.database, caller.actor.org_id, name=f"Customer {number}")
    found = await page(caller, first=1000)
    assert len(found["nodes"]) == 100
    assert found["pageInfo"]["hasNextPage"] is True
    assert found["totalCount"] == 101
    assert len((await page(caller))["nodes"]) == 100


async def test_one_object_is_taken_for_a_list_of_orders(many: Caller) -> None:
    found = await many.ask("{ customers(sortBy: {field: NAME, direction: DESC}, first: 1) { nodes { name } } }")
    newest = await many.ask("{ customers(orderBy: {field: NAME, direction: DESC}, first: 1) { nodes { name } } }")
    assert found == newest
