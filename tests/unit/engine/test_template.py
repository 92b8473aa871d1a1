from __future__ import annotations

import pytest

from trunkline.engine.reference import BadReferenceError, Scope
from trunkline.engine.template import Template

SCOPE = Scope(
    {
        "step": {"name": "Ada", "n": 5.0, "list": [1, "é", None], "yes": True, "none": None, "raw": b"\xffok"},
        "file": {"data": b"hi", "contentType": "text/plain"},
    },
    {},
    {"Config Var": "blue", "Conn": {"fields": {"a": 1}}},
)


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("plain", "plain"),
        ("", ""),
        ("Hello {{$step.results.name}}!", "Hello Ada!"),
        ("{{#Config Var}}", "blue"),
        ("{{#Config Var}}{{$step.results.name}}", "blueAda"),
        ("{{ $step.results.name }}", "{{ $step.results.name }}"),
        ("{{$ step.results.name }}", "Ada"),
        ("{{$step.results.n}}", "5"),
        ("{{$step.results.yes}}", "true"),
        ("[{{$step.results.none}}]", "[]"),
        ("[{{$step.results.missing.deep}}]", "[]"),
        ("[{{#Nobody}}]", "[]"),
        ("{{$step.results.list}}", '[1,"é",null]'),
        ("{{#Conn}}", '{"fields":{"a":1}}'),
        ("{{$step.results.raw}}", "\ufffdok"),
        ("{{$file.results}}", '{"data":"hi","contentType":"text/plain"}'),
        ("{{ data | json }} {{x}} {{}} {{", "{{ data | json }} {{x}} {{}} {{"),
        ("{{{$step.results.name}}}", "{Ada}"),
        ("{{$step.results.name", "{{$step.results.name"),
    ],
)
def test_a_template_puts_values_into_text(text: str, outcome: str) -> None:
    assert Template.parse(text).resolve(SCOPE) == outcome


def test_what_comes_out_of_a_reference_is_not_read_as_a_template_again() -> None:
    scope = Scope({"a": "{{#Secret}}"}, {}, {"Secret": "s"})
    assert Template.parse("{{$a.results}}").resolve(scope) == "{{#Secret}}"


def test_a_broken_reference_in_a_template_is_refused() -> None:
    with pytest.raises(BadReferenceError):
        Template.parse("x {{$step}}")


def test_many_openings_without_an_end_are_read_in_one_go() -> None:
    text = "{{$" * 200_000
    assert Template.parse(text).resolve(SCOPE) == text
