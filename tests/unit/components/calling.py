"""Call actions of a component in tests, and get what the platform would store."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.runtime.plain import plain
from trunkline.sdk import Component
from trunkline.sdk.testing import Harness


async def result_of(component: Component, key: str, inputs: Mapping[str, object]) -> object:
    """Return the result of an action as later steps see it."""
    result = await Harness(component).action(key, inputs)
    return plain(result.data, f"{component.key}.{key}")
