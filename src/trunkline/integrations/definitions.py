"""Definitions as they are shown: parsed when a field asks for more than the rows have, and kept for a while."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache

from trunkline.engine.definition import Definition
from trunkline.engine.parse import parse

_KEPT = 64


async def read_stored(text: str) -> Definition:
    """Return a stored definition, parsed aside so that other requests go on."""
    return await asyncio.to_thread(_parsed, text)


@lru_cache(maxsize=_KEPT)
def _parsed(text: str) -> Definition:
    return parse(text)


def pages_of(definition: Definition) -> list[Mapping[str, object]]:
    """Return the config pages in the format's own form."""
    return [
        {
            "name": page.name,
            "tagline": page.tagline,
            "userLevelConfigured": page.user_level_configured,
            "elements": [{"type": element.type.value, "value": element.value} for element in page.elements],
        }
        for page in definition.config_pages
    ]
