"""Each GraphQL document of the command line is valid against the server's own schema."""

import importlib
import pkgutil

import pytest
from graphql import build_schema, parse, validate

import trunkline.cli
from trunkline.web.graphql import sdl

SCHEMA = build_schema(sdl())


def _documents() -> list[tuple[str, str]]:
    modules = pkgutil.walk_packages(trunkline.cli.__path__, "trunkline.cli.")
    found = [(m.name, importlib.import_module(m.name)) for m in modules]
    return [
        (f"{name}.{key}", value)
        for name, module in found
        for key, value in vars(module).items()
        if isinstance(value, str) and value.lstrip().startswith(("query ", "mutation "))
    ]


@pytest.mark.parametrize(("name", "document"), _documents())
def test_the_server_understands(name: str, document: str):
    assert validate(SCHEMA, parse(document)) == []


def test_there_are_documents():
    assert len(_documents()) >= 14
