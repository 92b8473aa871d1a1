"""Actions that ask people's own JavaScript functions."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.components.collection_tools.elements import Listed
from trunkline.components.common.script import ScriptFailed, function_field, run
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Repeat, action
from trunkline.sdk.fields import anything
from trunkline.sdk.inputs import Field

KEEP_ALL = "(item, index) => { return true; }"


def filter_field(arguments: str = "item, index") -> Field[str]:
    """Declare the function that says which elements to keep."""
    comments = f"A JavaScript function ({arguments}) => true for what to keep."
    return function_field("Filter function", key="filterCodeInput", default=KEEP_ALL, comments=comments)


class Filter(Listed):
    """A list and which of its elements to keep."""

    filter_code_input = filter_field()


class Map(Listed):
    """A list and what to make of its elements."""

    transform_code_input = function_field(
        "Transform (map) function",
        key="transformCodeInput",
        default="(item, index) => { return item; }",
        comments="A JavaScript function (item, index, context) => what takes the element's place.",
    )
    filter_code_input = filter_field("item, index, context")
    context_input = anything("Context data", comments="Further data, which the functions get as their third argument.")


class Sort(Listed):
    """A list and its order."""

    sort_code_input = function_field(
        "Sort comparison function",
        key="sortCodeInput",
        default="(a, b) => { return a < b ? -1 : a > b ? 1 : 0; }",
        comments="A JavaScript function (a, b) => a number below 0 when a comes first, above 0 when b does.",
    )


@action("Filter", key="filter", inputs=Filter, repeat=Repeat.SAFE)
def filter_list(context: Context, inputs: Filter) -> list[object]:
    """Return the elements of a list for which a function says true."""
    return kept(context, inputs)


@action("Map", key="map", inputs=Map, repeat=Repeat.SAFE)
def map_list(context: Context, inputs: Map) -> object:
    """Return a list with what a function makes of each element, after leaving out what a filter does not keep."""
    functions = {"transform": inputs.transform_code_input}
    body = "return items.map((item, index) => transform(item, index, context));"
    if inputs.filter_code_input != KEEP_ALL:
        functions["keep"] = inputs.filter_code_input
        body = body.replace("items", "items.filter((item, index) => keep(item, index, context))")
    arguments = {"items": inputs.list_input, "context": inputs.context_input}
    return _asked(context, Map.transform_code_input, body, functions, arguments)


@action("Sort", key="sort", inputs=Sort, repeat=Repeat.SAFE)
def sort(context: Context, inputs: Sort) -> list[object]:
    """Return a list in the order that a comparing function gives."""
    body = "return items.map((_, place) => place).sort((one, other) => compare(items[one], items[other]));"
    functions, arguments = {"compare": inputs.sort_code_input}, {"items": inputs.list_input}
    places = _asked(context, Sort.sort_code_input, body, functions, arguments)
    return _picked(Sort.sort_code_input, inputs.list_input, places)


def kept(context: Context, inputs: Filter) -> list[object]:
    """Return the elements that the filter keeps, as they are: the function sees copies.

    Raises:
        InputError: the function is broken, threw, or took too much time or memory.
    """
    if inputs.filter_code_input == KEEP_ALL:
        return inputs.list_input
    body = "return items.flatMap((item, index) => keep(item, index) ? [index] : []);"
    functions, arguments = {"keep": inputs.filter_code_input}, {"items": inputs.list_input}
    places = _asked(context, Filter.filter_code_input, body, functions, arguments)
    return _picked(Filter.filter_code_input, inputs.list_input, places)


def _asked(
    context: Context, field: Field[str], body: str, functions: Mapping[str, str], arguments: Mapping[str, object]
) -> object:
    try:
        outcome = run(body, functions, arguments)
    except ScriptFailed as wrong:
        raise unusable(field, f"the function {wrong}") from None
    for line in outcome.lines:
        context.logger.info(line)
    return outcome.value


def _picked(field: Field[str], listed: list[object], places: object) -> list[object]:
    """Return the elements at ``places``, which code of people's own may have meddled with."""
    if isinstance(places, list) and all(isinstance(one, int) and 0 <= one < len(listed) for one in places):
        return [listed[place] for place in places]
    raise unusable(field, "the function changed how lists work; let it only look at its arguments")
