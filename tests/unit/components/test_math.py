"""Numbers are calculated with as people expect."""

from __future__ import annotations

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.common import script
from trunkline.components.math import component
from trunkline.sdk import InputError, NotRetryable


@pytest.mark.parametrize(
    ("key", "inputs", "expected"),
    [
        ("add", {"numbers": ["1", 2, 3.5]}, 6.5),
        ("add", {"numbers": [100, "1"]}, 101),
        ("subtract", {"numbers": ["10", "3", "2"]}, 5),
        ("multiply", {"numbers": ["2", "2.5"]}, 5),
        ("divide", {"numbers": ["1", "4"]}, 0.25),
        ("hypot", {"numbers": [3, 4]}, 5),
        ("max", {"numbers": [1, 9, 3]}, 9),
        ("max", {"numbers": [1], "dynamicNumbers": "[4, 7]"}, 7),
        ("min", {"dynamicNumbers": [4, -7]}, -7),
        ("abs", {"number": "-2"}, 2),
        ("ceil", {"number": "1.2"}, 2),
        ("floor", {"number": "-1.2"}, -2),
        ("round", {"number": "2.5"}, 3),
        ("round", {"number": "-2.5"}, -2),
        ("trunc", {"number": "-2.9"}, -2),
        ("fround", {"number": "5.5"}, 5.5),
        ("fround", {"number": "5.05"}, 5.050000190734863),
        ("sqrt", {"number": "16"}, 4),
        ("cbrt", {"number": "27"}, pytest.approx(3)),
        ("sin", {"number": "0"}, 0),
        ("cos", {"number": "0"}, 1),
        ("tan", {"number": "0"}, 0),
        ("asin", {"number": "1"}, pytest.approx(1.5707963)),
        ("acos", {"number": "1"}, 0),
        ("atan", {"number": "1"}, pytest.approx(0.7853982)),
        ("sinh", {"number": "1"}, pytest.approx(1.1752012)),
        ("cosh", {"number": "0"}, 1),
        ("tanh", {"number": "1"}, pytest.approx(0.7615942)),
        ("asinh", {"number": "1"}, pytest.approx(0.8813736)),
        ("acosh", {"number": "2"}, pytest.approx(1.3169579)),
        ("atanh", {"number": "0.5"}, pytest.approx(0.5493061)),
        ("naturalLog", {"number": "1"}, 0),
        ("exp", {"exponent": "0"}, 1),
        ("pow", {"base": "2", "exponent": "10"}, 1024),
        ("log", {"number": "1000"}, 3),
        ("log", {"number": "8", "base": "2"}, 3),
        ("log", {"number": "9", "base": "3"}, 2),
        ("evaluate", {"expression": "5 + 3 * 4 ** 3"}, 197),
        ("evaluate", {"expression": "5 << 2"}, 20),
        ("evaluate", {"expression": "Math.max(1, 2) / 4"}, 0.5),
        ("evaluate", {"expression": "'7'"}, 7),
    ],
)
async def test_a_calculation_has_its_result(key: str, inputs: dict[str, object], expected: object):
    result = await result_of(component, key, inputs)
    assert result == expected
    assert isinstance(result, float) == (result != int(result))


@pytest.mark.parametrize(("low", "high"), [("1", "3"), ("-2", "-2"), ("0.5", "1.5")])
async def test_chance_keeps_to_its_ends(low: str, high: str):
    whole = await result_of(component, "randomInt", {"min": low, "max": high})
    assert isinstance(whole, int)
    assert float(low) <= whole <= float(high)
    number = await result_of(component, "random", {"min": low, "max": high})
    assert isinstance(number, float)
    assert float(low) <= number <= float(high)


@pytest.mark.parametrize(
    ("key", "inputs", "words"),
    [
        ("divide", {"numbers": ["1", "0"]}, "division by zero"),
        ("sqrt", {"number": "-1"}, "no result"),
        ("naturalLog", {"number": "0"}, "no result"),
        ("exp", {"exponent": "1000"}, "too large"),
        ("multiply", {"numbers": ["1e308", "10"]}, "too large"),
        ("add", {"numbers": ["1", "one"]}, "input 'numbers' .* needs a number"),
        ("add", {}, "input 'numbers' .* is missing"),
        ("subtract", {"numbers": "[]"}, "input 'numbers' .* is empty"),
        ("max", {}, "no numbers are given"),
        ("abs", {"number": "abc"}, "input 'number' .* needs a number"),
        ("abs", {}, "input 'number' .* is missing"),
        ("randomInt", {"min": "1.2", "max": "1.8"}, "no whole number"),
        ("random", {"min": "2", "max": "1"}, "smaller than min"),
        ("evaluate", {"expression": "2 +"}, "input 'expression' .* failed: SyntaxError"),
        ("evaluate", {"expression": "'a'"}, "does not come to a number"),
        ("evaluate", {"expression": "1/0"}, "does not come to a number"),
        ("evaluate", {"expression": "process.exit()"}, "process is not defined"),
    ],
)
async def test_what_has_no_result_is_said_in_words(key: str, inputs: dict[str, object], words: str):
    with pytest.raises(NotRetryable, match=words):
        await result_of(component, key, inputs)


async def test_an_unusable_number_names_its_input():
    with pytest.raises(InputError) as error:
        await result_of(component, "pow", {"base": "2", "exponent": "x"})
    assert error.value.key == "exponent"


async def test_an_expression_without_end_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(script, "TIME_LIMIT_S", 0.1)
    with pytest.raises(InputError, match=r"took longer than 0.1 s and was stopped"):
        await result_of(component, "evaluate", {"expression": "(() => { while (true); })()"})
