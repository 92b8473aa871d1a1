from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from graphql import GraphQLSchema, build_schema, graphql_sync

from trunkline.api import ids
from trunkline.api.bindings import Fields, check_bindings
from trunkline.db.models import Customer, Instance
from trunkline.errors import SetupError

SOME = UUID(int=7)


@dataclass(frozen=True, slots=True)
class Thing:
    long_name: str

    @property
    def size(self) -> int:
        return len(self.long_name)


def schema_of(text: str) -> GraphQLSchema:
    return build_schema(text)


def test_what_a_class_has_is_read_from_it() -> None:
    schema = schema_of("type Query { thing: Thing } type Thing { longName: String size: Int other: Int }")
    query = Fields("Query")
    query.field("thing")(lambda *_: Thing("abc"))
    thing = Fields("Thing", Thing)
    thing.field("other")(lambda *_: 1)
    for fields in (query, thing):
        fields.bind_to_schema(schema)
    check_bindings(schema)
    assert graphql_sync(schema, "{ thing { longName size other } }").data == {
        "thing": {"longName": "abc", "size": 3, "other": 1}
    }


def test_the_id_of_a_row_is_global() -> None:
    schema = schema_of("type Query { customer: Customer } type Customer { id: ID! externalId: String }")
    query = Fields("Query")
    query.field("customer")(lambda *_: Customer(id=SOME, name="x", external_id="1"))
    for fields in (query, Fields("Customer", Customer)):
        fields.bind_to_schema(schema)
    answer = graphql_sync(schema, "{ customer { id externalId } }")
    assert answer.data == {"customer": {"id": ids.encode("Customer", SOME), "externalId": "1"}}


def test_fields_that_nobody_answers_are_all_named() -> None:
    schema = schema_of("type Query { instance: Instance } type Instance { id: ID! customer: String nothing: Int }")
    Fields("Instance", Instance).bind_to_schema(schema)
    with pytest.raises(SetupError, match=r"Query\.instance, Instance\.customer, Instance\.nothing") as told:
        check_bindings(schema)
    assert "Instance.id" not in told.value.message  # a relationship would need a query of its own: it does not count


def test_a_field_cannot_be_bound_twice() -> None:
    schema = schema_of("type Query { a: Int }")
    first, second = Fields("Query"), Fields("Query")
    first.field("a")(lambda *_: 1)
    second.field("a")(lambda *_: 2)
    with pytest.raises(SetupError, match=r"Query\.a is bound twice"):
        first.field("a")
    first.bind_to_schema(schema)
    with pytest.raises(SetupError, match=r"Query\.a is bound twice"):
        second.bind_to_schema(schema)


@pytest.mark.parametrize(
    ("name", "field", "message"), [("Nothing", "a", "Nothing"), ("Query", "b", r"Query\.b"), ("Kind", "a", "Kind")]
)
def test_a_binding_of_what_the_schema_lacks_is_an_error(name: str, field: str, message: str) -> None:
    fields = Fields(name)
    fields.field(field)(lambda *_: 1)
    with pytest.raises(SetupError, match=message):
        fields.bind_to_schema(schema_of("type Query { a: Int } enum Kind { A }"))
