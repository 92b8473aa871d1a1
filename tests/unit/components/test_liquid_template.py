"""Liquid templates make text, in LiquidJS's ways, and never without end."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from tests.unit.components.calling import result_of
from trunkline.components.liquid_template import component, engine
from trunkline.sdk import InputError

DATA = {
    "name": "Ada",
    "tags": ["b", "a"],
    "orders": [{"sku": "A", "price": 2.5, "city": "Wien"}, {"sku": "B", "price": 1, "city": "Rom"}],
    "nothing": None,
}


async def rendered(template: str, data: object = DATA) -> object:
    return await result_of(component, "transform", {"data": data, "liquidTemplate": template})


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("Hello, {{ name }}!", "Hello, Ada!"),
        ("{{ name | upcase | append: '!' }}", "ADA!"),
        ("{{ unknown }}{{ nothing }}{{ name.first.second }}", ""),
        ("{% for order in orders %}{{ order.sku }}:{{ order.price }};{% endfor %}", "A:2.5;B:1;"),
        ("{% for n in (1..3) reversed %}{{ n }}{% endfor %}", "321"),
        ("{% for order in orders %}{{ forloop.index }}/{{ forloop.length }} {% endfor %}", "1/2 2/2 "),
        ("{% if name == 'Ada' and tags contains 'a' %}yes{% else %}no{% endif %}", "yes"),
        ("{% if '' %}empty text is true{% endif %}", "empty text is true"),
        ("{% unless nothing %}x{% endunless %}", "x"),
        ("{% case name %}{% when 'Ada' %}1{% else %}2{% endcase %}", "1"),
        ("{% assign x = 3 | plus: 4 %}{{ x }}", "7"),
        ("{% capture x %}a{{ name }}{% endcapture %}{{ x | size }}", "4"),
        ("{{ orders | map: 'sku' | join: ', ' }}", "A, B"),
        ("{{ orders | where: 'sku', 'B' | first | json }}", '{"sku":"B","price":1,"city":"Rom"}'),
        ("{{ tags | sort | json }}", '["a","b"]'),
        ("{{ data.name }} {{ data.tags | json }}", 'Ada ["b","a"]'),
        ("{{ tags | json: 2 }}", '[\n  "b",\n  "a"\n]'),
        ("{{ 5 | divided_by: 2 }} {{ 4 | divided_by: 2 }} {{ 5 | divided_by: 2, true }}", "2.5 2 2"),
        ("{{ 1.5 | times: 2 }} {{ 2.5 | plus: 0.5 }} {{ 7 | modulo: 4 }}", "3 3 3"),
        ("{{ '7.9' | to_integer }}", "7"),
        ("{{ tags | push: 'c' | pop | shift | unshift: 'z' | join }}", "z a"),
        ("{{ orders | group_by: 'city' | map: 'name' | join }}", "Wien Rom"),
        ("{{ '<a>' | escape }}{{ '<a>' | xml_escape }}{{ '<a>' | raw }}", "&lt;a&gt;&lt;a&gt;<a>"),
        ("{{ 'a b&c' | cgi_escape }} {{ 'a b&c' | uri_escape }}", "a+b%26c a%20b&c"),
        ("{{ '2031-02-28' | date: '%d.%m.%Y' }}", "28.02.2031"),
        ("{{ 1930046400 | date: '%H:%M' }} {{ '2031-02-28T12:00:00+02:00' | date: '%z' }}", "12:00 +0200"),
        ("{{ 'some day' | date: '%Y' }}{{ nothing | date: '%Y' }}", "some day"),
        ("{{ '<p>a<br/>b</p><!-- <c> --><script>d</script> < e' | strip_html }}", "ab < e"),
        ("a {%- if true %} b {% endif -%} c", "a b c"),
        ("{% raw %}{{ name }}{% endraw %}{% comment %}x{% endcomment %}", "{{ name }}"),
        ("{% if true %} {% endif %}", " "),
        ("no template at all", "no template at all"),
    ],
)
async def test_a_template_becomes_text(template: str, text: str):
    assert await rendered(template) == text


async def test_data_may_be_json_text_and_any_value_is_called_data():
    assert await rendered("{{ a }}", '{"a": 1}') == "1"
    assert await rendered("{{ data | join: '-' }}", [1, 2]) == "1-2"
    assert await rendered("{{ data }}", {"data": 3, "b": 4}) == "3"
    assert await rendered("{{ data | json }}", {}) == "{}"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("\n{{ name", "begins with {{ on line 2 has no }}"),
        ("{% if a", "begins with {% on line 1 has no %}"),
        ("{% raw %}{{", "raw block without an end"),
        ("\n{% if %}", r"\(line 2\)"),
        ("{% for %}", "missing expression"),
        ("{% nosuch %}", "nosuch"),
        ("{{ name | nosuch }}", "nosuch"),
        ("{% include 'other' %}", "include"),
        ("{% render 'other' %}", "render"),
        ("{{ 1 | divided_by: 0 }}", "division|zero"),
        ("{{ name | json: 'wide' }}", "a number"),
    ],
)
async def test_a_broken_template_is_refused_in_words(template: str, words: str):
    with pytest.raises(InputError, match=f"input 'liquidTemplate' .*{words}"):
        await rendered(template)


@pytest.mark.parametrize(
    "template",
    [
        "{% for a in (1..1000) %}{% for b in (1..1000) %}x{% endfor %}{% endfor %}",
        "{% for a in (1..100000000) %}x{% endfor %}",
        "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | append: a %}" * 40,
        "{% assign a = 'xxxxxxxxxx' %}" + "{% assign a = a | replace: 'x', a %}" * 9,
        "{% assign a = 'x' | split: '' %}" + "{% assign a = a | concat: a %}" * 40,
        "{% assign a = 'x,x,x,x,x,x,x,x,x,x' %}" + "{% assign a = a | split: ',' | join: a %}" * 12,
        "{% for a in (1..100000) %}{{ 'x' | append: '" + "x" * 1000 + "' }}{% endfor %}",
        "{% if true %}" * 100 + "{% endif %}" * 100,
    ],
)
async def test_a_template_that_asks_for_too_much_is_stopped(template: str):
    with pytest.raises(InputError, match=r"input 'liquidTemplate' .*(limit|makes more|block)"):
        await rendered(template)


async def test_a_template_that_takes_too_long_is_stopped(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(engine, "TIME_LIMIT_S", 0.0)
    with pytest.raises(InputError, match="took longer than 0 s"):
        await rendered("{{ 1 | plus: 1 }}")


async def test_a_template_that_is_too_long_is_refused():
    with pytest.raises(InputError, match="longer than 50000 characters"):
        await rendered("x" * 50_001)


@pytest.mark.parametrize(
    "piece",
    [
        "{{",
        "{{ ",
        "{%",
        "{% a ",
        "{% raw %}",
        "{% comment %}",
        "{% liquid\n",
        "{{ '",
        " ",
        "{{ }}",
        "{% a %}",
        "}}",
        "{{ a | b: ",
    ],
)
async def test_a_template_made_to_be_read_for_ever_is_refused_soon(piece: str):
    for template in (piece * 10_000, "{{" + piece * 10_000 + "}}", "{%" + piece * 10_000 + "%}"):
        started = time.process_time()
        with suppress(InputError):
            await rendered(template[:50_000])
        assert time.process_time() - started < 5


@pytest.mark.parametrize(
    ("piece", "left"),
    [
        ("<script>", ""),
        ("<", "<" * 100_000),
        ("<!--", "<!--" * 100_000),
        ("<style><", "<"),
        ("</script><script>", ""),
    ],
)
async def test_html_made_to_take_for_ever_takes_no_time(piece: str, left: str):
    assert await rendered("{{ html | strip_html }}", {"html": piece * 100_000}) == left


async def test_a_template_sees_data_and_nothing_of_python():
    template = "{{ name.__class__ }}{{ name['__class__'] }}{{ orders.__len__ }}{{ tags.append }}"
    assert await rendered(template) == ""


async def test_data_that_is_no_json_is_refused():
    with pytest.raises(InputError, match=r"input 'data' .* needs valid JSON"):
        await rendered("x", "{a}")
