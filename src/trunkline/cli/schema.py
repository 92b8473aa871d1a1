"""``trunkline schema``: the GraphQL schema of this version."""

from __future__ import annotations


def schema() -> None:
    """Print the GraphQL schema (SDL) that the server offers."""
    from trunkline.web.graphql import sdl

    print(sdl().rstrip())
