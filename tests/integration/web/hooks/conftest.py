"""The main road, for the tests of this folder."""

from tests.integration.executions.road import connection, idle_road, road, road_url

__all__ = ["connection", "idle_road", "road", "road_url"]
