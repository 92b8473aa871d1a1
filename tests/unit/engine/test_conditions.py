from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest

from trunkline.engine.conditions import (
    OPERATORS,
    BadConditionError,
    IncomparableError,
    compile_condition,
    evaluate,
)
from trunkline.engine.definition import ComplexInput, Item, ReferenceInput, ValueInput
from trunkline.engine.reference import Scope

NAN = math.nan
DAY = datetime(2021, 3, 20, tzinfo=UTC)
OPPOSITES = {
    "notEqual": "equal",
    "doesNotExactlyMatch": "exactlyMatches",
    "notIn": "in",
    "doesNotStartWith": "startsWith",
    "doesNotEndWith": "endsWith",
    "isFalse": "isTrue",
    "doesNotExist": "exists",
    "isNotEmpty": "isEmpty",
}


@pytest.mark.parametrize(
    ("left", "right", "loose", "strict"),
    [
        (1, 1, True, True),
        ("1", 1, True, True),  # the text is read as JSON first
        ("5.2", 5.2, True, True),
        (1, 1.0, True, True),
        ("01", 1, True, False),
        (" 1 ", 1, True, True),
        ("0x10", 16, True, False),
        (".5", 0.5, True, False),
        (False, 0, True, False),
        (True, 1, True, False),
        (True, 2, False, False),
        ("", 0, True, False),
        ("", False, True, False),
        ("true", True, True, True),
        ("True", True, False, False),
        (None, None, True, True),
        ("null", None, True, True),
        (None, 0, False, False),
        (None, "", False, False),
        (None, False, False, False),
        (NAN, NAN, False, True),
        ("a", "a", True, True),
        ("a", "A", False, False),
        ("a", 1, False, False),
        ([1, 2], [1, 2], True, True),
        ([1, 2], "[1, 2]", True, True),
        ([1, 2], [2, 1], False, False),
        ([1, 2], [1, 2, 3], False, False),
        (["1"], [1], True, False),
        ([1, 2], "1,2", True, False),
        ({"a": ""}, {"a": False}, True, False),
        ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, True, True),
        ({"a": 1}, {"a": 1, "b": None}, False, False),
        ({"a": None}, {"a": 0}, False, False),
        ({}, [], False, False),
        (DAY, datetime(2021, 3, 20, tzinfo=UTC), True, True),
        (b"a", b"a", True, True),
    ],
)
def test_equality_is_loose_or_exact(left: object, right: object, loose: bool, strict: bool) -> None:
    assert evaluate("equal", left, right) is loose
    assert evaluate("exactlyMatches", left, right) is strict
    assert evaluate("equal", right, left) is loose
    assert evaluate("exactlyMatches", right, left) is strict


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        (1, 2, -1),
        ("10", "9", 1),
        ("10", 9, 1),
        (2, 2.0, 0),
        ("a", "b", -1),
        ("B", "a", -1),
        (None, 1, -1),
        (False, True, -1),
        ("", 1, -1),
        ([3], 2, 1),
        (DAY, datetime(2022, 1, 1, tzinfo=UTC), -1),
    ],
)
def test_order_is_by_number_or_by_letters(left: object, right: object, order: int) -> None:
    assert evaluate("lessThan", left, right) is (order < 0)
    assert evaluate("lessThanOrEqual", left, right) is (order <= 0)
    assert evaluate("greaterThan", left, right) is (order > 0)
    assert evaluate("greaterThanOrEqual", left, right) is (order >= 0)


@pytest.mark.parametrize(("left", "right"), [("a", 1), (NAN, 1), ({}, 1), ([1, 2], 1)])
def test_what_is_no_number_is_neither_less_nor_greater(left: object, right: object) -> None:
    names = ("lessThan", "lessThanOrEqual", "greaterThan", "greaterThanOrEqual")
    assert not any(evaluate(name, left, right) for name in names)


@pytest.mark.parametrize(
    ("left", "right", "holds"),
    [
        ("ell", "hello", True),
        ("", "hello", True),
        ("Created]", "[Created] now", True),
        ("23", "12345", True),
        (23, "12345", True),
        ("x", "hello", False),
        (2, [1, 2, 3], True),
        ("2", [1, 2, 3], True),
        ("2", ["1", "2"], True),
        (2, ["1", "2"], False),
        ("false", [0, 1], False),
        (False, [0, 1], False),
        (9, [1, 2], False),
        ("a", '["a", "b"]', True),
        ({"a": 1}, [{"a": 1}], True),
        ("bar", {"foo": 1, "bar": None}, True),
        ("baz", {"foo": 1}, False),
        ("a", None, False),
        (None, "nothing", False),
        ("1", 123, False),
    ],
)
def test_in_looks_for_the_left_in_the_right(left: object, right: object, holds: bool) -> None:
    assert evaluate("in", left, right) is holds


@pytest.mark.parametrize(
    ("left", "right", "starts", "ends"),
    [
        ("he", "hello", True, False),
        ("lo", "hello", False, True),
        ("hello", "he", False, False),
        ("", "hello", True, True),
        ("12", "1245", True, False),
        (45, "1245", False, True),
        ("0", "007", True, False),
        ("a", None, False, False),
        ("tr", True, True, False),
        ('"a"', "abc", True, False),
    ],
)
def test_the_left_is_what_the_right_begins_or_ends_with(left: object, right: object, starts: bool, ends: bool) -> None:
    assert evaluate("startsWith", left, right) is starts
    assert evaluate("endsWith", left, right) is ends


@pytest.mark.parametrize(
    ("value", "is_true", "exists"),
    [
        (True, True, True),
        ("true", True, True),
        ("True", True, True),
        ("YES", True, True),
        ("y", True, True),
        ("t", True, True),
        (1, True, True),
        ([], True, True),
        ({}, True, True),
        ("anything", True, True),
        (False, False, False),
        ("false", False, False),
        ("False", False, True),
        ("No", False, True),
        ("n", False, True),
        ("f", False, True),
        (0, False, False),
        ("0", False, False),
        (0.0, False, False),
        (None, False, False),
        ("null", False, False),
        (NAN, False, False),
        ("", False, False),
    ],
)
def test_truth_and_existence(value: object, is_true: bool, exists: bool) -> None:
    assert evaluate("isTrue", value) is is_true
    assert evaluate("exists", value) is exists


@pytest.mark.parametrize(
    ("value", "empty"), [([], True), ("", True), ("[]", True), ([0], False), ("0", False), ("[1]", False), ("x", False)]
)
def test_emptiness_of_lists_and_texts(value: object, empty: bool) -> None:
    assert evaluate("isEmpty", value) is empty


@pytest.mark.parametrize("value", [None, 0, True, {}, 5.5])
def test_emptiness_of_anything_else_is_an_error(value: object) -> None:
    for name in ("isEmpty", "isNotEmpty"):
        with pytest.raises(IncomparableError):
            evaluate(name, value)


@pytest.mark.parametrize(
    ("left", "right", "order"),
    [
        ("2021-03-20", "2021-03-20T00:00:00.000Z", 0),
        ("2021-03-20", 1616198400000, 0),
        ("1616198400000", DAY, 0),
        ("2021-03-20T02:00:00+02:00", DAY, 0),
        ("2021-3-20", DAY, 0),
        ("20210320", DAY, 0),
        ("Sat, 20 Mar 2021 00:00:00 GMT", DAY, 0),
        ('"2021-03-20"', DAY, 0),
        ("2021", "2021-01-01", 0),
        ("2021-03-20", "2030-03-20", -1),
        (datetime(2021, 3, 21), DAY, 1),  # noqa: DTZ001 - without a zone it is UTC
        (0, "1970-01-01T00:00:00.001Z", -1),
    ],
)
def test_dates_of_every_form_are_compared(left: object, right: object, order: int) -> None:
    assert evaluate("dateTimeBefore", left, right) is (order < 0)
    assert evaluate("dateTimeSame", left, right) is (order == 0)
    assert evaluate("dateTimeAfter", left, right) is (order > 0)


@pytest.mark.parametrize("value", ["soon", "", None, True, [], {}, NAN, 1e300, "9" * 400, "2021-13-01", "0000"])
def test_what_is_no_date_is_an_error(value: object) -> None:
    with pytest.raises(IncomparableError):
        evaluate("dateTimeSame", value, DAY)


@pytest.mark.parametrize(("negative", "positive"), OPPOSITES.items())
@pytest.mark.parametrize("left", [0, 1, "", "a", "true", [], ["a"], "[]"])
@pytest.mark.parametrize("right", ["", "a", [0, "a"]])
def test_each_negative_operator_is_the_opposite_of_its_positive(
    negative: str, positive: str, left: object, right: object
) -> None:
    try:
        holds = evaluate(positive, left, right)
    except IncomparableError:
        with pytest.raises(IncomparableError):
            evaluate(negative, left, right)
    else:
        assert evaluate(negative, left, right) is not holds


def text(given: str) -> ValueInput:
    return ValueInput(value=given)


TRUE: Item = ("equal", text("1"), text("1"))
FALSE: Item = ("equal", text("1"), text("2"))


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (("and",), True),
        (("or",), False),
        (("and", TRUE, TRUE), True),
        (("and", TRUE, FALSE), False),
        (("or", FALSE, TRUE), True),
        (("or", FALSE, FALSE), False),
        (("and", ("or", FALSE, TRUE), ("and", TRUE, ("or", TRUE))), True),
        (("or", ("and", TRUE, FALSE), ("and", FALSE)), False),
        (TRUE, True),
    ],
)
def test_and_and_or_nest(condition: Item, holds: bool) -> None:
    assert compile_condition(condition).holds(Scope({}, {}, {})) is holds
    assert compile_condition(ComplexInput(value=condition)).holds(Scope({}, {}, {})) is holds  # type: ignore[arg-type] # all are tuples


def test_terms_behind_the_deciding_one_are_not_looked_at() -> None:
    incomparable: Item = ("isEmpty", ReferenceInput(value="a.results"))
    scope = Scope({"a": 5}, {}, {})
    assert compile_condition(("or", TRUE, incomparable)).holds(scope)
    assert not compile_condition(("and", FALSE, incomparable)).holds(scope)
    with pytest.raises(IncomparableError):
        compile_condition(("or", FALSE, incomparable)).holds(scope)


@pytest.mark.parametrize(
    "condition",
    [(), "and", ("and", "x"), (TRUE,), ("equal", text("1")), ("isTrue",), ("is", text("1"), text("1")), text("x")],
)
def test_what_is_no_condition_is_refused(condition: Item) -> None:
    with pytest.raises(BadConditionError):
        compile_condition(condition)


def test_all_operators_of_the_format_are_there() -> None:
    assert len(OPERATORS) == 23
