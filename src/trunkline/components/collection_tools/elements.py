"""Actions on lists that need no function of people's own."""

from __future__ import annotations

from itertools import chain

from trunkline.components.collection_tools.sameness import identity
from trunkline.components.common.fields import items
from trunkline.components.common.values import unusable
from trunkline.sdk import Context, Inputs, Repeat, action
from trunkline.sdk.cleaning import CleaningError, to_text
from trunkline.sdk.fields import anything, integer, values_of
from trunkline.sdk.inputs import Field, InputSpec

ABOUT_LIST = "The list: a reference to one, or JSON text."


def _position(value: object) -> tuple[int, ...]:
    try:
        return tuple(int(part) for part in to_text(value).split("."))
    except ValueError:
        raise CleaningError("a position such as 0, or 0.2 in lists of lists") from None


class Listed(Inputs):
    """A list."""

    list_input = items("List", required=True, comments=ABOUT_LIST, example="[1, 2, 3]")


class WithElement(Listed):
    """A list and an element."""

    element_input = anything("Element", comments="The element.")


class WithNumber(Listed):
    """A list and how many of its elements."""

    number_input = integer("Number of elements", default=1, minimum=1, comments="How many elements.")


class TwoLists(Listed):
    """Two lists."""

    second_list_input = items("Second list", required=True, comments="The list whose elements come after.")


class Create(Inputs):
    """The elements of a new list."""

    items = values_of("List items", lambda value: value, comments="The elements, in order; each may be anything.")


class Select(Listed):
    """A list and a position in it."""

    index: Field[tuple[int, ...]] = Field(
        InputSpec(
            label="Index", required=True, comments="Which element, from 0; 0.2 in lists of lists; -1: the last.",
            example="0",
        ),
        _position,
        tuple,
    )  # fmt: skip


@action("Append", key="append", inputs=WithElement, repeat=Repeat.SAFE)
def append(_context: Context, inputs: WithElement) -> list[object]:
    """Return a list with an element added at its end."""
    return [*inputs.list_input, inputs.element_input]


@action("Chunks", key="chunks", inputs=WithNumber, repeat=Repeat.SAFE)
def chunks(_context: Context, inputs: WithNumber) -> list[list[object]]:
    """Return a list cut into lists of so many elements."""
    listed, size = inputs.list_input, inputs.number_input
    return [listed[start : start + size] for start in range(0, len(listed), size)]


@action("Concatenate", key="concatenate", inputs=TwoLists, repeat=Repeat.SAFE)
def concatenate(_context: Context, inputs: TwoLists) -> list[object]:
    """Return two lists as one."""
    return [*inputs.list_input, *inputs.second_list_input]


@action("Count", key="count", inputs=WithElement, repeat=Repeat.SAFE)
def count(_context: Context, inputs: WithElement) -> int:
    """Return how many times an element is in a list."""
    wanted = identity(inputs.element_input)
    return sum(identity(one) == wanted for one in inputs.list_input)


@action("Create List", key="create", inputs=Create, repeat=Repeat.SAFE)
def create(_context: Context, inputs: Create) -> list[object]:
    """Return a new list."""
    return list(inputs.items)


@action("De-duplicate", key="deDuplicate", inputs=Listed, repeat=Repeat.SAFE)
def de_duplicate(_context: Context, inputs: Listed) -> list[object]:
    """Return a list without the elements that were in it before."""
    kept: dict[str, object] = {}
    for one in inputs.list_input:
        kept.setdefault(identity(one), one)
    return list(kept.values())


@action("First", key="first", inputs=Listed, repeat=Repeat.SAFE)
def first(_context: Context, inputs: Listed) -> object:
    """Return the first element of a list; nothing when it is empty."""
    return inputs.list_input[0] if inputs.list_input else None


@action("Last", key="last", inputs=Listed, repeat=Repeat.SAFE)
def last(_context: Context, inputs: Listed) -> object:
    """Return the last element of a list; nothing when it is empty."""
    return inputs.list_input[-1] if inputs.list_input else None


@action("Flatten", key="flatten", inputs=Listed, repeat=Repeat.SAFE)
def flatten(_context: Context, inputs: Listed) -> list[object]:
    """Return a list of lists as one list."""
    return list(chain.from_iterable(one if isinstance(one, list | tuple) else [one] for one in inputs.list_input))


@action("Length", key="length", inputs=Listed, repeat=Repeat.SAFE)
def length(_context: Context, inputs: Listed) -> int:
    """Return how many elements a list has."""
    return len(inputs.list_input)


@action("Remove", key="remove", inputs=WithElement, repeat=Repeat.SAFE)
def remove(_context: Context, inputs: WithElement) -> list[object]:
    """Return a list without any element that equals the given one."""
    unwanted = identity(inputs.element_input)
    return [one for one in inputs.list_input if identity(one) != unwanted]


@action("Select Item From List by Index", key="selectItemFromList", inputs=Select, repeat=Repeat.SAFE)
def select_item_from_list(_context: Context, inputs: Select) -> object:
    """Return the element at a position; nothing when the list is shorter."""
    found: object = inputs.list_input
    for place in inputs.index:
        if not isinstance(found, list | tuple):
            raise unusable(Select.index, "it goes deeper than the lists do")
        found = found[place] if -len(found) <= place < len(found) else None
        if found is None:
            return None
    return found


@action("Take First", key="takeFirst", inputs=WithNumber, repeat=Repeat.SAFE)
def take_first(_context: Context, inputs: WithNumber) -> list[object]:
    """Return the first elements of a list."""
    return inputs.list_input[: inputs.number_input]


@action("Take Last", key="takeLast", inputs=WithNumber, repeat=Repeat.SAFE)
def take_last(_context: Context, inputs: WithNumber) -> list[object]:
    """Return the last elements of a list."""
    return inputs.list_input[-inputs.number_input :]
