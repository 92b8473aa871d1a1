from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.integration.calling import Caller
from trunkline import sdk
from trunkline.catalog.queries import find
from trunkline.catalog.service import register
from trunkline.db.models import Component
from trunkline.db.session import Database
from trunkline.errors import NotFound


def made(key: str, version: int = 1, label: str = "Made") -> sdk.Component:
    return sdk.Component(key=key, label=label, description="For tests.", category="Tests", version=version)


async def rows(database: Database, key: str) -> list[tuple[int, bool, str]]:
    columns = (Component.version_number, Component.version_is_latest, Component.label)
    async with database.engine_session() as session:
        found = await session.execute(sa.select(*columns).where(Component.key == key).order_by(columns[0]))
        return [tuple(row) for row in found]


async def put(database: Database, *components: sdk.Component) -> None:
    async with database.engine_session() as session:
        await register(session, components)


async def test_registering_twice_changes_nothing(database: Database) -> None:
    await put(database, made("twice"))
    await put(database, made("twice"))
    assert await rows(database, "twice") == [(1, True, "Made")]


async def test_a_changed_declaration_keeps_its_row(database: Database) -> None:
    await put(database, made("changed"))
    await put(database, made("changed", label="Other"))
    assert await rows(database, "changed") == [(1, True, "Other")]


async def test_an_older_version_stays_and_is_not_the_latest(database: Database, caller: Caller) -> None:
    await put(database, made("versions", 2))
    await put(database, made("versions", 1))
    await put(database, made("versions", 3))
    assert [row[:2] for row in await rows(database, "versions")] == [(1, False), (2, False), (3, True)]
    latest = await caller.ask('{ components(key: "versions") { nodes { versionNumber versionIsLatest } } }')
    assert latest["components"]["nodes"] == [{"versionNumber": 3, "versionIsLatest": True}]
    every = await caller.ask('{ components(key: "versions", allVersions: true) { totalCount } }')
    assert every["components"]["totalCount"] == 3
    one = await caller.ask('{ components(key: "versions", versionNumber: 2) { nodes { versionIsLatest } } }')
    assert one["components"]["nodes"] == [{"versionIsLatest": False}]


async def test_a_component_is_found_by_key_and_version(database: Database, caller: Caller) -> None:
    await put(database, made("found", 1), made("found", 2))
    async with database.api_session(caller.actor.org_id) as session:
        assert (await find(session, caller.actor, "found")).version_number == 2
        assert (await find(session, caller.actor, "found", version_number=1)).version_number == 1
        with pytest.raises(NotFound, match="version 3"):
            await find(session, caller.actor, "found", version_number=3)


async def test_a_component_shows_its_actions_triggers_and_connections(caller: Caller) -> None:
    answer = await caller.ask(
        """{ components(key: "http") { nodes { id label public signature customer { id }
             actions(isTrigger: false, key: "httpGet") { nodes { id key label component { key }
               inputs { nodes { key type required default model } } } }
             connections { nodes { id key label component { key } inputs { nodes { id key type } } } } } } }"""
    )
    [component] = answer["components"]["nodes"]
    assert (component["public"], component["customer"], len(component["signature"])) == (True, None, 40)
    [get] = component["actions"]["nodes"]
    assert get["component"]["key"] == "http"
    [url] = [field for field in get["inputs"]["nodes"] if field["key"] == "url"]
    assert (url["type"], url["required"]) == ("STRING", True)
    basic = {connection["key"]: connection for connection in component["connections"]["nodes"]}["basic"]
    assert "PASSWORD" in [field["type"] for field in basic["inputs"]["nodes"]]
    again = await caller.ask(
        'query ($id: ID!) { component(id: $id) { actions(key: "httpGet") { nodes { id } } } }', id=component["id"]
    )
    assert again["component"]["actions"]["nodes"] == [{"id": get["id"]}]


async def test_triggers_are_told_from_actions(caller: Caller) -> None:
    answer = await caller.ask(
        """{ components(key: "webhook-triggers") { nodes {
             triggers: actions(isTrigger: true) { totalCount nodes { key isTrigger scheduleSupport } }
             actions(isTrigger: false) { totalCount } } } }"""
    )
    [component] = answer["components"]["nodes"]
    assert component["triggers"]["totalCount"] >= 1
    assert all(node["isTrigger"] and node["scheduleSupport"] for node in component["triggers"]["nodes"])
    assert component["actions"]["totalCount"] == 0


async def test_a_page_of_actions_leads_to_the_next(caller: Caller) -> None:
    document = """query ($first: Int, $after: String) { components(key: "http") { nodes {
        actions(first: $first, after: $after, orderBy: {field: LABEL, direction: ASC}) {
          nodes { key label } totalCount pageInfo { hasNextPage hasPreviousPage endCursor } } } } }"""
    whole = (await caller.ask(document))["components"]["nodes"][0]["actions"]
    assert [node["label"] for node in whole["nodes"]] == sorted(node["label"] for node in whole["nodes"])
    walked, after = [], ""
    while True:
        page = (await caller.ask(document, first=2, after=after))["components"]["nodes"][0]["actions"]
        walked += page["nodes"]
        assert page["pageInfo"]["hasPreviousPage"] is (after != "")
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert walked == whole["nodes"]
    assert len(walked) == whole["totalCount"]


@pytest.mark.parametrize(
    ("expression", "keys"),
    [
        ('["in", "key", "SCHEDULE"]', ["schedule-triggers"]),
        ('["or", ["in", "key", "loop"], ["eq", "key", "branch"]]', ["branch", "loop"]),
        ('["and", ["in", "key", "loop"], ["not", ["in", "key", "loop"]]]', []),
    ],
)
async def test_components_are_searched_by_prefix_expressions(caller: Caller, expression: str, keys: list[str]) -> None:
    document = "query ($q: JSONString) { components(filterQuery: $q, public: true) { nodes { key } } }"
    answer = await caller.ask(document, q=expression)
    assert sorted(node["key"] for node in answer["components"]["nodes"]) == keys


@pytest.mark.parametrize(
    "expression",
    ["1", "[]", '["in", "org_id", "x"]', '["or"]', '["in", "key", 1]', '["not"' + ', ["not"' * 20 + "]" * 21],
)
async def test_other_expressions_are_refused_in_words(caller: Caller, expression: str) -> None:
    document = "query ($q: JSONString) { components(filterQuery: $q) { totalCount } }"
    assert '["in", field, text]' in await caller.message_of(document, q=expression)
