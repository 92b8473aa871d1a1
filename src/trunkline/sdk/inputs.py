"""Typed inputs: a class of field declarations, and the instance of it that an action is given.

A definition holds inputs as text or structured values; ``''`` means "not given". ``Inputs.clean`` turns them
into the types that the fields declare, once, before the action runs.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Self, TypeVar, overload

from trunkline.sdk.cleaning import File, to_text
from trunkline.sdk.errors import InputError

T = TypeVar("T")
_SHOWN_CHARS = 60


@dataclass(frozen=True, slots=True)
class Choice:
    """One entry of a dropdown."""

    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InputSpec:
    """What people and tools see of an input. ``type`` and ``collection`` are the public API's names."""

    label: str
    type: str = "STRING"
    key: str = ""
    collection: str | None = None
    key_label: str | None = None
    required: bool = False
    default: object = None
    comments: str | None = None
    example: str | None = None
    placeholder: str | None = None
    language: str | None = None
    shown: bool = True
    choices: Sequence[Choice] = ()


class Field(Generic[T]):
    """One declared input: its description, and how a wire value becomes a ``T``."""

    def __init__(self, spec: InputSpec, parse: Callable[[object], T], missing: Callable[[], T]) -> None:
        self.spec = spec
        self.key = spec.key
        self.name = ""
        self._parse = parse
        self._missing = missing

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name
        self.key = self.key or _camel(name)

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: Inputs, owner: type) -> T: ...
    def __get__(self, instance: Inputs | None, owner: type) -> Self | T:
        # Cleaned values lie in the instance's own dictionary, which Python asks before this method.
        return self if instance is None else self._missing()

    def clean(self, value: object) -> T:
        """Return ``value`` as a ``T``; the default when it is not given.

        Raises:
            InputError: it is required and missing, or cannot be read; names the input.
        """
        if value is None or value == "":
            if self.spec.required and self.spec.default is None:
                raise InputError(f"input {self.key!r} ({self.spec.label}) is missing; give it a value", key=self.key)
            return self._missing()
        try:
            return self._parse(value)
        except ValueError as wrong:
            shown = self._shown(value)
            what = f"input {self.key!r} ({self.spec.label}) got {shown}, but needs {wrong}"
            raise InputError(what, key=self.key) from None

    def _shown(self, value: object) -> str:
        if self.spec.type in {"PASSWORD", "CONNECTION"}:
            return "a value that cannot be used"
        text = to_text(value)
        return repr(text if len(text) <= _SHOWN_CHARS else text[:_SHOWN_CHARS] + "...")


class Inputs:
    """Base of an action's inputs; frozen, with one attribute per declared field."""

    fields: ClassVar[tuple[Field[object], ...]] = ()
    _parsers: ClassVar[tuple[tuple[str, str, Callable[[object], object]], ...]] = ()

    def __init_subclass__(cls) -> None:
        inherited = {field.name: field for base in cls.__bases__ for field in getattr(base, "fields", ())}
        own = {name: field for name, field in vars(cls).items() if isinstance(field, Field)}
        cls.fields = tuple({**inherited, **own}.values())
        cls._parsers = tuple((field.name, field.key, field.clean) for field in cls.fields)

    @classmethod
    def clean(cls, raw: Mapping[str, object]) -> Self:
        """Return inputs from wire values by key; values without a field are left out.

        Raises:
            InputError: a value is missing or cannot be used.
        """
        inputs = cls.__new__(cls)
        values = inputs.__dict__
        for name, key, parse in cls._parsers:
            values[name] = parse(raw.get(key))
        return inputs

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"inputs are frozen; {name!r} cannot be set")

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(field.key for field in self.fields)})"

    def as_json(self) -> dict[str, object]:
        """Return what was given, by wire key: for services whose request looks like the inputs."""
        given = ((field, self.__dict__[field.name]) for field in self.fields)
        return {
            field.key: value.as_json() if isinstance(value, File) else value
            for field, value in given
            if _is_given(value) and field.spec.type != "CONNECTION"
        }


def _is_given(value: object) -> bool:
    return value is not None and not (isinstance(value, str | tuple | dict) and not value)


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)
