"""Inputs are cleaned once, by their declared types, and say in words what is wrong."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from trunkline.sdk import ConnectionValue, File, InputError, Inputs, fields


class Order(Inputs):
    name = fields.string("Name", required=True)
    note = fields.text("Note", default="none")
    secret = fields.password("Secret")
    count = fields.integer("Count", minimum=1, maximum=9)
    price = fields.number("Price")
    is_urgent = fields.boolean("Urgent")
    colour = fields.picklist("Colour", ["red", "blue"], default="red")
    shape = fields.json("Shape")
    upload = fields.data("Upload")
    due = fields.date("Due")
    sent_at = fields.timestamp("Sent")
    tags = fields.values("Tags")
    sizes = fields.values_of("Sizes", fields.cleaning.to_int)
    headers = fields.key_values("Headers")
    account = fields.connection_input("Account")
    extra = fields.anything("Extra")
    legacy = fields.string("Legacy", key="LEGACY_id")


def clean(**raw: object) -> Order:
    return Order.clean({"name": "n", **raw})


def test_text_of_a_definition_becomes_what_the_field_declares():
    order = clean(
        count="3",
        price="2.5",
        isUrgent="true",
        shape='{"a": [1]}',
        due="2031-02-28",
        sentAt="2031-02-28T10:00:00Z",
    )
    assert (order.count, order.price, order.is_urgent, order.shape) == (3, 2.5, True, {"a": [1]})
    assert order.due == date(2031, 2, 28)
    assert order.sent_at == datetime(2031, 2, 28, 10, tzinfo=UTC)


@pytest.mark.parametrize(("given", "number"), [("9007199254740993", 9007199254740993), ("1e3", 1000), (5.0, 5)])
def test_a_whole_number_loses_no_digit(given: object, number: int):
    assert fields.cleaning.to_int(given) == number


def test_structured_values_keep_their_type():
    order = clean(
        count=4, isUrgent=False, shape=[1, 2], extra={"deep": [b"x"]}, sentAt=datetime(2031, 1, 1, tzinfo=UTC)
    )
    assert (order.count, order.is_urgent, order.shape, order.extra) == (4, False, [1, 2], {"deep": [b"x"]})
    assert order.sent_at == datetime(2031, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("missing", [{}, dict.fromkeys(("note", "count", "colour", "tags", "headers", "account"), "")])
def test_empty_text_means_not_given(missing: dict[str, object]):
    order = clean(**missing)
    assert (order.note, order.count, order.colour, order.account) == ("none", None, "red", None)
    assert (order.tags, order.headers, order.upload, order.price) == ((), {}, None, None)


def test_an_empty_collection_of_one_action_is_not_shared_with_another():
    clean().headers["X-Mine"] = "1"
    assert clean().headers == {}


@pytest.mark.parametrize(
    "given",
    [
        {"A": "1", "B": "2"},
        [{"key": "A", "value": "1"}, {"key": "B", "value": "2"}],
        [{"name": "A", "value": "1"}, {"name": "B", "value": 2}],
        '[{"key": "A", "value": "1"}, {"key": "B", "value": "2"}]',
        '{"A": 1, "B": 2}',
    ],
)
def test_keys_with_values_come_in_every_form_that_definitions_use(given: object):
    assert clean(headers=given).headers == {"A": "1", "B": "2"}


def test_lists_come_as_lists_or_as_json_text():
    assert clean(tags=["a", 1]).tags == ("a", "1")
    assert clean(sizes='["1", 2]').sizes == (1, 2)


@pytest.mark.parametrize(
    ("given", "data", "content_type"),
    [
        (b"\x00\x01", b"\x00\x01", "application/octet-stream"),
        ("words", b"words", "text/plain; charset=utf-8"),
        ({"data": b"%PDF", "contentType": "application/pdf"}, b"%PDF", "application/pdf"),
        ({"data": "a,b", "contentType": "text/csv"}, b"a,b", "text/csv"),
        (
            {"data": {"a": 1}, "contentType": "x"},
            b'{"data": {"a": 1}, "contentType": "x"}',
            "application/json",
        ),
        ([1, None], b"[1, null]", "application/json"),
    ],
)
def test_a_file_can_be_made_of_anything(given: object, data: bytes, content_type: str):
    upload = clean(upload=given).upload
    assert upload is not None
    assert (upload.data, upload.content_type) == (data, content_type)


def test_a_connection_is_what_its_configuration_variable_holds():
    account = clean(
        account={"key": "basic", "fields": {"username": "u"}, "token": None, "configVarKey": "Shop"}
    ).account
    assert account is not None
    assert (account.key, account.text("username"), account.config_var_key) == ("basic", "u", "Shop")
    assert account.text("password") == ""
    assert clean(account=account).account is account


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": "abc"}, "input 'count' (Count) got 'abc', but needs a number"),
        ({"count": "2.5"}, "input 'count' (Count) got '2.5', but needs a whole number"),
        ({"count": "10"}, "input 'count' (Count) got '10', but needs a whole number from 1 to 9"),
        ({"count": True}, "input 'count' (Count) got 'true', but needs a number"),
        ({"price": "nan"}, "input 'price' (Price) got 'nan', but needs a finite number"),
        ({"isUrgent": "maybe"}, "input 'isUrgent' (Urgent) got 'maybe', but needs true or false"),
        ({"colour": "green"}, "input 'colour' (Colour) got 'green', but needs one of red, blue"),
        ({"due": "soon"}, "input 'due' (Due) got 'soon', but needs a date such as 2031-02-28"),
        ({"tags": "a"}, "input 'tags' (Tags) got 'a', but needs valid JSON"),
        ({"tags": {"a": 1}}, "but needs a list, or JSON text of one"),
        ({"headers": ["x"]}, "but needs keys with values: each entry as {key, value}"),
        ({"headers": "7"}, "but needs keys with values"),
        ({"account": "basic"}, "got a value that cannot be used, but needs a configuration variable"),
        (
            {"extra": "x", "shape": "{" * 99},
            "got '{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{...'",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_named_with_what_is_needed(given: dict[str, object], message: str):
    with pytest.raises(InputError) as error:
        clean(**given)
    assert message in error.value.message
    assert not error.value.retryable


def test_a_required_input_must_be_given():
    with pytest.raises(InputError, match=r"input 'name' \(Name\) is missing; give it a value") as error:
        Order.clean({"name": ""})
    assert error.value.key == "name"


def test_inputs_are_frozen():
    with pytest.raises(AttributeError, match="frozen"):
        clean().name = "other"  # type: ignore[misc]


def test_as_json_holds_what_was_given_by_wire_key():
    order = clean(count="2", LEGACY_id="x", upload=b"f", account=ConnectionValue("basic"), tags=["t"])
    given = order.as_json()
    assert given["LEGACY_id"] == "x"
    assert given["count"] == 2
    assert given["upload"] == {"data": b"f", "contentType": "application/octet-stream"}
    assert "price" not in given
    assert "account" not in given


def test_inherited_fields_come_first_in_the_order_of_the_bases():
    class One(Inputs):
        a = fields.string("A")

    class Two(Inputs):
        b = fields.string("B")

    class Both(One, Two):
        c = fields.string("C")

    assert [field.key for field in Both.fields] == ["a", "b", "c"]
    assert Both.clean({"b": "2"}).b == "2"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (5.0, "5"),
        (0.5, "0.5"),
        (None, ""),
        ({"é": [1]}, '{"é": [1]}'),
        (b"\xffok", "\ufffdok"),
        (File(b"in"), "in"),
        (date(2031, 1, 2), "2031-01-02"),
        ({"at": datetime(2031, 1, 2, tzinfo=UTC)}, '{"at": "2031-01-02T00:00:00+00:00"}'),
    ],
)
def test_anything_can_become_text(value: object, text: str):
    assert clean(note=value).note == (text or "none")
