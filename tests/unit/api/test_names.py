from __future__ import annotations

import pytest

from trunkline.api.names import camel, snake


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("externalId", "external_id"),
        ("name", "name"),
        ("versionIsLatest", "version_is_latest"),
        ("oauth2Type", "oauth2_type"),
    ],
)
def test_names_are_written_both_ways(outside: str, inside: str) -> None:
    assert snake(outside) == inside
    assert camel(inside) == outside
    assert camel(outside) == outside
