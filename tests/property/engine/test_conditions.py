"""Laws that the operators of conditions keep for all values."""

from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.engine.conditions import OPERATORS, IncomparableError, evaluate

plain = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.integers().map(str)
values = st.recursive(
    plain | st.datetimes() | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
OPPOSITES = [
    ("equal", "notEqual"),
    ("exactlyMatches", "doesNotExactlyMatch"),
    ("in", "notIn"),
    ("startsWith", "doesNotStartWith"),
    ("endsWith", "doesNotEndWith"),
    ("isTrue", "isFalse"),
    ("exists", "doesNotExist"),
]


@given(operator=st.sampled_from(sorted(OPERATORS)), left=values, right=values)
@settings(max_examples=600, deadline=None)
def test_an_operator_answers_or_says_that_it_cannot(operator: str, left: object, right: object) -> None:
    try:
        assert isinstance(evaluate(operator, left, right), bool)
    except IncomparableError:
        assert operator.startswith(("dateTime", "isEmpty", "isNotEmpty"))


@pytest.mark.parametrize(("positive", "negative"), OPPOSITES)
@given(left=values, right=values)
@settings(max_examples=60, deadline=None)
def test_a_negative_operator_is_the_opposite(positive: str, negative: str, left: object, right: object) -> None:
    assert evaluate(negative, left, right) is not evaluate(positive, left, right)


@given(left=values, right=values)
@settings(max_examples=200, deadline=None)
def test_equality_goes_both_ways(left: object, right: object) -> None:
    assert evaluate("equal", left, right) is evaluate("equal", right, left)
    assert evaluate("exactlyMatches", left, right) is evaluate("exactlyMatches", right, left)


@given(value=values)
def test_everything_matches_itself_exactly(value: object) -> None:
    assert evaluate("exactlyMatches", value, value)


@given(left=st.floats(allow_nan=False) | st.integers(), right=st.floats(allow_nan=False) | st.integers())
def test_numbers_are_ordered_as_numbers_also_when_they_are_text(left: float, right: float) -> None:
    for one, other in ((left, right), (str(left), right), (left, str(right))):
        if any(isinstance(value, str) and "inf" in value for value in (one, other)):
            continue  # Python's spelling of infinity is no number to anybody else
        assert evaluate("lessThan", one, other) is (left < right)
        assert evaluate("greaterThanOrEqual", one, other) is (left >= right)
        assert evaluate("equal", one, other) is (left == right)


@given(value=values)
def test_a_number_that_is_none_compares_with_nothing(value: object) -> None:
    assert not any(evaluate(name, math.nan, value) for name in ("lessThan", "greaterThan", "lessThanOrEqual"))


moments = st.datetimes(min_value=datetime(1000, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - a border


@given(left=moments, right=moments)
def test_dates_compare_alike_in_all_their_forms(left: datetime, right: datetime) -> None:
    left, right = (moment.replace(microsecond=moment.microsecond // 1000 * 1000) for moment in (left, right))
    for one in (left, left.isoformat(), left.isoformat().replace("+00:00", "Z")):
        assert evaluate("dateTimeAfter", one, right.isoformat()) is (left > right)
        assert evaluate("dateTimeBefore", one, right) is (left < right)
        assert evaluate("dateTimeSame", one, right) is (left == right)


@given(at=st.datetimes(datetime(1971, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - borders
def test_milliseconds_are_dates(at: datetime) -> None:
    whole = at.replace(microsecond=0)
    milliseconds = int(whole.timestamp() * 1000)
    assert evaluate("dateTimeSame", milliseconds, whole)
    assert evaluate("dateTimeSame", str(milliseconds), whole.isoformat())
