from __future__ import annotations

from base64 import b64encode
from typing import Annotated
from uuid import UUID

import pydantic
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trunkline.api import ids
from trunkline.errors import Invalid

SOME = UUID("01a20751-f032-7bac-9566-05a65c8a353f")


@given(st.uuids(), st.sampled_from(["Customer", "InstanceExecutionResult"]))
def test_an_id_comes_back_as_it_was(uuid: UUID, type_name: str) -> None:
    assert ids.decode(ids.encode(type_name, uuid), type_name) == uuid


@given(st.uuids(), st.integers(0, 2**31))
def test_an_id_with_a_number_comes_back_as_it_was(uuid: UUID, number: int) -> None:
    assert ids.decode_numbered(ids.encode("Log", uuid, number), "Log") == (uuid, number)


def test_an_id_is_what_public_clients_know() -> None:
    assert ids.encode("Customer", SOME) == b64encode(f"Customer:{SOME}".encode()).decode()


def test_padding_may_be_missing() -> None:
    assert ids.decode(ids.encode("User", SOME).rstrip("="), "User") == SOME


def test_an_id_of_another_type_names_both_types_and_the_field() -> None:
    with pytest.raises(Invalid, match="id of a User; give the id of type Customer") as told:
        ids.decode(ids.encode("User", SOME), "Customer", field="customer")
    assert told.value.field == "customer"


@pytest.mark.parametrize(
    "text",
    [
        *("", "x", "é", "Customer", str(SOME), "=" * 9),
        *(b64encode(raw).decode() for raw in (b"Customer:", b"Customer:1", b"Customer:" + b"1" * 500, b"\xff\xfe")),
    ],
)
def test_what_is_no_id_is_refused_and_the_type_is_named(text: str) -> None:
    with pytest.raises(Invalid, match="Customer"):
        ids.decode(text, "Customer")


@pytest.mark.parametrize("number", ["", "x", "-1", "1.0", "\u0661"])
def test_a_number_that_is_none_is_refused(number: str) -> None:
    text = b64encode(f"Log:{SOME}:{number}".encode()).decode()
    with pytest.raises(Invalid, match="Log"):
        ids.decode_numbered(text, "Log")


class Given(pydantic.BaseModel):
    customer: Annotated[UUID | None, ids.global_id("Customer")] = None


def test_a_pydantic_field_takes_global_ids_and_null() -> None:
    assert Given(customer=ids.encode("Customer", SOME)).customer == SOME  # type: ignore[arg-type]  # as it comes
    assert Given(customer=None).customer is None


@pytest.mark.parametrize("value", [7, "x", ids.encode("User", SOME)])
def test_a_pydantic_field_refuses_other_ids(value: object) -> None:
    with pytest.raises(pydantic.ValidationError, match="give the id of type Customer"):
        Given.model_validate({"customer": value})
