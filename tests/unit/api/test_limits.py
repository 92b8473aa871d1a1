from __future__ import annotations

from typing import Any

import pytest
from graphql import build_schema, get_operation_ast, parse, validate

from trunkline.api import limits
from trunkline.errors import Invalid

SCHEMA = build_schema(
    """
    type Query { one: Thing many(first: Int, last: Int): ThingConnection! }
    type ThingConnection { nodes: [Thing]! edges: [ThingEdge]! totalCount: Int }
    type ThingEdge { node: Thing cursor: String }
    type Thing { id: ID self: Thing children(first: Int): ThingConnection! }
    """
)


def check(text: str, *, depth: int = 15, page: int = 100, **variables: Any) -> None:
    document = parse(text)
    assert validate(SCHEMA, document) == []
    operation = get_operation_ast(document)
    assert operation is not None
    limits.check_text(document)
    limits.check(SCHEMA, document, operation, variables, max_depth=depth, page_size=page)


def nested(levels: int) -> str:
    return "{ one " + "{ self " * levels + "{ id } " + "} " * levels + "}"


def test_a_document_may_be_as_deep_as_the_limit() -> None:
    check(nested(3), depth=5)
    with pytest.raises(Invalid, match="nests 6 levels deep; 5 are allowed"):
        check(nested(4), depth=5)


def test_fragments_do_not_hide_depth() -> None:
    text = "{ one { ...A } } fragment A on Thing { self { ...B } } fragment B on Thing { self { id } }"
    check(text, depth=4)
    with pytest.raises(Invalid, match="levels deep"):
        check(text, depth=3)
    with pytest.raises(Invalid, match="levels deep"):
        check("{ one { ... on Thing { self { ... { self { id } } } } } }", depth=3)


def test_asking_for_the_schema_is_not_deep() -> None:
    check("{ __schema { types { fields { type { ofType { ofType { name } } } } } } }", depth=3)


@pytest.mark.parametrize(
    "text",
    [
        "{ many { nodes { children { nodes { children { nodes { id } } } } } } }",
        "{ many { nodes { children(first: 100) { totalCount } } } }",
        "{ one { children { nodes { children { nodes { children { nodes { id } } } } } } } }",
    ],
)
def test_what_clients_usually_ask_is_allowed(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "{ many { nodes { children(first: 100) { nodes { children(first: 100) { nodes { id } } } } } } }",
        "query ($n: Int) { many { nodes { children(first: $n) { nodes { children(first: $n) { nodes { id } } } } } } }",
        "{ many { edges { node { children(first: 99) { nodes { children(first: 99) { edges { cursor } } } } } } } }",
        (
            "{ many { ...A } } fragment A on ThingConnection { nodes { children(first: 100) { ...B } } }"
            " fragment B on ThingConnection { nodes { children(first: 100) { nodes { id } } } }"
        ),
    ],
)
def test_a_document_that_may_give_too_many_objects_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="ask for smaller pages"):
        check(text, n=100)


def test_small_pages_make_it_cheap() -> None:
    check("{ many(first: 5) { nodes { children(first: 5) { nodes { children(first: 100) { nodes { id } } } } } } }")


def test_fragments_that_multiply_are_measured_in_no_time() -> None:
    spread = " ".join(
        f"fragment F{n} on Thing {{ a: self {{ ...F{n + 1} }} b: self {{ ...F{n + 1} }} }}" for n in range(40)
    )
    with pytest.raises(Invalid, match="objects"):
        check("{ one { ...F0 } } " + spread + " fragment F40 on Thing { id }", depth=100)


def test_a_document_has_no_nul_and_not_too_many_fields() -> None:
    with pytest.raises(Invalid, match="fields"):
        limits.check_text(parse("{ " + " ".join(f"a{n}: one {{ id }}" for n in range(limits.MAX_FIELDS)) + " }"))
    with pytest.raises(Invalid, match="NUL"):
        limits.check_text(parse('{ one(name: ["a", "\\u0000"]) }'))
