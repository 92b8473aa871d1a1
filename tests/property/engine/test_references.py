"""A path written for a place in any data leads to that place."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given, settings
from hypothesis import strategies as st

from trunkline.engine.reference import BadReferenceError, Path, Reference, Scope, camel
from trunkline.engine.template import Template
from trunkline.engine.values import to_text

keys = st.text(st.characters(exclude_characters="\"'", exclude_categories=["Cs"]), min_size=1, max_size=8)
leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
data = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=20
)


def places(value: object, path: str) -> Iterator[tuple[str, object]]:
    yield path, value
    if isinstance(value, dict):
        for key, inner in value.items():
            plain = not set(key) & set(".[]")
            yield from places(inner, f"{path}.{key}" if plain else f'{path}["{key}"]')
    if isinstance(value, list):
        for index, inner in enumerate(value):
            yield from places(inner, f"{path}.{index}" if index % 2 else f"{path}[{index}]")


@given(value=data)
@settings(max_examples=200, deadline=None)
def test_every_place_in_any_data_has_a_path(value: object) -> None:
    scope = Scope({"step": {"root": value}}, {}, {})
    for path, expected in places(value, "step.results.root"):
        assert Reference.parse(path).resolve(scope) == expected


@given(value=data, path=st.text(max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_path_or_refused_and_never_breaks(value: object, path: str) -> None:
    try:
        found = Path.parse(path).find(value)
    except BadReferenceError:
        return
    assert found is None or not isinstance(value, (str, int))


@given(name=st.text(max_size=40))
def test_a_step_key_has_letters_and_digits_only_and_can_be_referred_to(name: str) -> None:
    key = camel(name)
    assert key == "" or (key.isascii() and key.isalnum())
    if key:
        assert Reference.parse(f"{key}.results.x").step == key


@given(before=st.text(max_size=20), value=data, after=st.text(max_size=20))
def test_a_template_puts_the_value_between_its_texts(before: str, value: object, after: str) -> None:
    plain_before, plain_after = before.replace("{", "("), after.replace("{", "(")
    template = Template.parse(plain_before + "{{$step.results}}" + plain_after)
    assert template.resolve(Scope({"step": value}, {}, {})) == plain_before + to_text(value) + plain_after
