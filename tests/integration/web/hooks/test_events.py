"""The stream of server-sent events: what changes in one's own organization, as ids."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import pytest

from tests.factories.deployed import deployed_flow
from tests.integration.executions.road import Road, id_of, terminate
from trunkline.executions.deployments import execution_global_id
from trunkline.web import events
from trunkline.web.events import events_of

SOON_S = 5.0


class Stream:
    """A reader of an event stream."""

    def __init__(self, pieces: AsyncIterator[bytes]) -> None:
        self._pieces = pieces

    async def next(self) -> tuple[str, object]:
        """Return name and data of the next event; a comment has no name."""
        text = (await asyncio.wait_for(anext(self._pieces), SOON_S)).decode()
        assert text.endswith("\n\n")
        if text.startswith(":"):
            return "", text
        name, data = text.strip().splitlines()
        return name.removeprefix("event: "), json.loads(data.removeprefix("data: "))

    async def until(self, execution: str) -> list[str]:
        """Return all ids that come, up to this one."""
        seen: list[str] = []
        while execution not in seen:
            name, data = await self.next()
            assert name == "executions"
            assert isinstance(data, dict)
            seen += data["ids"]
        return seen


@asynccontextmanager
async def reading(road: Road, org_id: UUID) -> AsyncIterator[Stream]:
    response = events_of(road.services.answers, org_id)
    assert response.media_type == "text/event-stream"
    pieces = response.body_iterator
    try:
        yield Stream(pieces)
    finally:
        await pieces.aclose()


async def test_the_stream_says_hello_then_tells_of_executions_of_the_own_organization(road: Road) -> None:
    running, foreign = await deployed_flow(road.database), await deployed_flow(road.database)
    async with reading(road, running.org_id) as stream:
        assert await stream.next() == ("hello", {})

        other = id_of(await road.http.post(foreign.path))
        mine = id_of(await road.http.post(running.path))

        seen = await stream.until(execution_global_id(mine))
        assert execution_global_id(other) not in seen
        await road.ended(mine)
        await stream.until(execution_global_id(mine))  # told again when it ended


async def test_a_gap_is_told_after_the_connection_was_lost_and_the_stream_goes_on(road: Road, road_url: str) -> None:
    running = await deployed_flow(road.database)
    async with reading(road, running.org_id) as stream:
        assert await stream.next() == ("hello", {})

        await terminate(road_url, "answers")

        assert await stream.next() == ("gap", {})
        mine = id_of(await road.http.post(running.path))
        await stream.until(execution_global_id(mine))


async def test_a_quiet_stream_shows_that_it_is_alive(road: Road, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "_BEAT_S", 0.05)
    running = await deployed_flow(road.database)
    async with reading(road, running.org_id) as stream:
        await stream.next()

        assert [await stream.next() for _ in range(2)] == [("", ": still here\n\n")] * 2


async def test_a_reader_who_leaves_is_forgotten(road: Road) -> None:
    running = await deployed_flow(road.database)
    before = len(road.services.answers._subscriptions)
    async with reading(road, running.org_id) as stream:
        await stream.next()
        assert len(road.services.answers._subscriptions) == before + 1

    assert len(road.services.answers._subscriptions) == before
