"""Inputs, compiled once: a resolver per input, so that running a step parses nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from trunkline.engine.definition import (
    ComplexInput,
    ConfigVarInput,
    DataSourceInput,
    Input,
    Item,
    ReferenceInput,
    TemplateInput,
    ValueInput,
)
from trunkline.engine.reference import Reference, Scope
from trunkline.engine.template import ConfigValue, Template


class Resolver(Protocol):
    """Something that has a value within a scope."""

    def resolve(self, scope: Scope) -> object:
        """Return the value."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is known beforehand; texts only, so that nobody can change it for others."""

    value: str | None

    def resolve(self, scope: Scope) -> object:  # noqa: ARG002 - a constant needs no scope
        """Return the value."""
        return self.value


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list of values, made anew each time: an action may change what it gets."""

    items: tuple[Resolver, ...]

    def resolve(self, scope: Scope) -> object:
        """Return the list."""
        return [item.resolve(scope) for item in self.items]


@dataclass(frozen=True, slots=True)
class PairsOf:
    """A key/value list, as ``[{"key": ..., "value": ...}]``; keys may be computed too."""

    items: tuple[tuple[Resolver, Resolver], ...]

    def resolve(self, scope: Scope) -> object:
        """Return the list of pairs."""
        return [{"key": key.resolve(scope), "value": value.resolve(scope)} for key, value in self.items]


@dataclass(frozen=True, slots=True)
class Inputs:
    """All inputs of a step: the fixed ones, and the others with their resolvers."""

    fixed: dict[str, object]
    moving: tuple[tuple[str, Callable[[Scope], object]], ...]

    def resolve(self, scope: Scope) -> dict[str, object]:
        """Return all inputs by name, in the order of the definition."""
        values = self.fixed.copy()
        for name, resolve in self.moving:
            values[name] = resolve(scope)
        return values


def compile_inputs(inputs: Mapping[str, Input]) -> Inputs:
    """Compile a step's inputs.

    Raises:
        BadReferenceError: a reference or template cannot be read; a checked definition has none such.
    """
    fixed: dict[str, object] = {}
    moving: list[tuple[str, Callable[[Scope], object]]] = []
    for name, given in inputs.items():
        resolver = compile_input(given)
        if isinstance(resolver, Constant):
            fixed[name] = resolver.value
        else:
            fixed[name] = None  # keeps the place
            moving.append((name, resolver.resolve))
    return Inputs(fixed, tuple(moving))


def compile_input(given: Input) -> Resolver:
    """Compile one input.

    Raises:
        BadReferenceError: a reference or template cannot be read.
    """
    match given:
        case ValueInput(value=value):
            return Constant(value)
        case ReferenceInput(value=value):
            return Reference.parse(value) if value else Constant(None)
        case ConfigVarInput(value=value):
            return ConfigValue(value) if value else Constant(None)
        case TemplateInput(value=value):
            template = Template.parse(value)
            return template if any(not isinstance(part, str) for part in template.parts) else Constant(value)
        case ComplexInput(value=items):
            return _compile_items(items)
        case DataSourceInput():  # refused by the check of steps; a config variable's is never resolved here
            return Constant(None)


def _compile_items(items: tuple[Item, ...]) -> Resolver:
    if any(isinstance(item, _KINDS) and item.name not in (None, "") for item in items):
        return PairsOf(tuple((_compile_name(item), compile_item(item)) for item in items))
    return ListOf(tuple(map(compile_item, items)))


def compile_item(item: Item) -> Resolver:
    """Compile an entry of a complex input: an input, a bare text or a nested list.

    Raises:
        BadReferenceError: a reference or template cannot be read.
    """
    if isinstance(item, str):
        return Constant(item)
    if isinstance(item, tuple):
        return _compile_items(item)
    return compile_input(item)


def _compile_name(item: Item) -> Resolver:
    name = item.name if isinstance(item, _KINDS) else None
    if isinstance(name, _KINDS):
        return compile_input(name)
    return Constant(name if isinstance(name, str) else "")


_KINDS = (ValueInput, ReferenceInput, ConfigVarInput, TemplateInput, ComplexInput, DataSourceInput)
