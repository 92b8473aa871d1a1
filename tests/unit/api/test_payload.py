from __future__ import annotations

from typing import Annotated
from uuid import UUID

import pytest
from graphql import build_schema

from trunkline.api import payload as payloads
from trunkline.api.ids import global_id
from trunkline.api.payload import Input, payload
from trunkline.errors import SetupError
from trunkline.web.graphql import check_arguments


class Changed(Input):
    id: Annotated[UUID, global_id("Customer")]
    external_id: str | None = None
    labels: tuple[str, ...] = ()


SOME = "Q3VzdG9tZXI6MDFhMjA3NTEtZjAzMi03YmFjLTk1NjYtMDVhNjVjOGEzNTNm"


def test_what_was_left_out_is_told_from_null() -> None:
    assert Changed.model_validate({"id": SOME}).changes() == {}
    assert Changed.model_validate({"id": SOME, "externalId": None}).changes() == {"external_id": None}
    assert Changed.model_validate({"id": SOME, "labels": ["a"]}).changes() == {"labels": ("a",)}


@payload("customer", Changed)
async def change(context: object, changed: Changed) -> None:
    """Do nothing."""


MUTATION = """type Query {{ a: Int }} type Mutation {{ change(input: ChangeInput!): ChangePayload }}
input ChangeInput {{ {inputs} }} type ChangePayload {{ {fields} errors: [ErrorType!]! clientMutationId: String }}
type ErrorType {{ field: String! messages: [String!]! }}"""


def problems(inputs: str, fields: str) -> list[str]:
    schema = build_schema(MUTATION.format(inputs=inputs, fields=fields))
    assert schema.mutation_type is not None
    return change.problems(schema.mutation_type.fields["change"])


def test_a_mutation_knows_every_input_that_the_schema_declares() -> None:
    assert problems("id: ID externalId: String clientMutationId: String", "customer: Int") == []
    assert problems("id: ID nothing: Int", "customer: Int") == ["input nothing"]
    assert problems("id: ID", "instance: Int") == ["payload field customer"]


def test_the_schema_is_not_made_when_a_mutation_lacks_an_input() -> None:
    schema = build_schema(MUTATION.format(inputs="id: ID nothing: Int", fields="customer: Int"))
    assert schema.mutation_type is not None
    schema.mutation_type.fields["change"].resolve = change
    with pytest.raises(SetupError, match=r"Mutation\.change: input nothing"):
        check_arguments(schema)


def test_a_payload_has_one_field_for_its_object() -> None:
    with pytest.raises(SetupError, match="customer, other"):
        payloads.bindings(build_schema(MUTATION.format(inputs="id: ID", fields="customer: Int other: Int")))
