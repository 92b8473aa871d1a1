"""Control steps: those the engine decides by itself, without performing an action.

They are known by component and action key. Each gives an ``ActionResult``; the runner knows by the step's
kind what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Protocol

from trunkline.engine.conditions import Condition, IncomparableError, compile_condition
from trunkline.engine.definition import (
    ELSE_BRANCH,
    ComplexInput,
    ComponentPart,
    Input,
    Item,
    Step,
)
from trunkline.engine.inputs import Constant, Inputs, PairsOf, Resolver, compile_input, compile_inputs
from trunkline.engine.reference import Scope
from trunkline.engine.results import ActionResult, Response, StepError
from trunkline.engine.values import parse_json, to_text

DEFAULT_ITERATIONS = 1000
MAX_ITERATIONS = 1_000_000


class Control(Protocol):
    """A decision of the engine."""

    kind: ClassVar[str]

    def decide(self, scope: Scope) -> ActionResult:
        """Return the step's result.

        Raises:
            StepError: the inputs do not allow a decision.
        """
        ...


@dataclass(frozen=True, slots=True)
class BranchOnValue:
    """Takes the first branch whose text is that of the value; ``Else`` when there is none."""

    kind: ClassVar[str] = "branch"
    value: Resolver
    mappings: tuple[tuple[Resolver, Resolver], ...]

    def decide(self, scope: Scope) -> ActionResult:
        """Return the branch's name as result and branch."""
        value = to_text(self.value.resolve(scope))
        for name, wanted in self.mappings:
            if to_text(wanted.resolve(scope)) == value:
                return _taken(to_text(name.resolve(scope)))
        return _taken(ELSE_BRANCH)


@dataclass(frozen=True, slots=True)
class BranchOnExpression:
    """Takes the first branch whose condition holds; ``Else`` when none does."""

    kind: ClassVar[str] = "branch"
    conditions: tuple[tuple[str, Condition], ...]

    def decide(self, scope: Scope) -> ActionResult:
        """Return the branch's name as result and branch.

        Raises:
            StepError: a condition compares what cannot be compared.
        """
        try:
            for name, condition in self.conditions:
                if condition.holds(scope):
                    return _taken(name)
        except IncomparableError as error:
            raise StepError(f"cannot decide the branch: {error}", retryable=False) from error
        return _taken(ELSE_BRANCH)


@dataclass(frozen=True, slots=True)
class SelectExecuted:
    """Gives the first result that is there: after branches met again, that of the branch that ran."""

    kind: ClassVar[str] = "select"
    inputs: Inputs

    def decide(self, scope: Scope) -> ActionResult:
        """Return the first value that is neither nothing nor ``''``."""
        for given in self.inputs.resolve(scope).values():
            for value in given if isinstance(given, list) else [given]:
                found = value["value"] if isinstance(value, dict) and value.keys() == _PAIR else value
                if found is not None and found != "":
                    return ActionResult(found)
        return ActionResult(None)


@dataclass(frozen=True, slots=True)
class LoopOverItems:
    """Goes over the entries of a list, or over those of an object as ``{key, value}``."""

    kind: ClassVar[str] = "loop"
    items: Resolver

    def decide(self, scope: Scope) -> ActionResult:
        """Return the items as a sequence.

        Raises:
            StepError: there is neither a list nor an object.
        """
        items = self.items.resolve(scope)
        if isinstance(items, str):
            items = parse_json(items)
        if isinstance(items, (list, tuple)):
            return ActionResult(items)
        if isinstance(items, Mapping):
            return ActionResult([{"key": key, "value": value} for key, value in items.items()])
        found = "nothing" if items in (None, "") else f"{to_text(items)[:60]!r}"
        raise StepError(f"items must be a list or an object, not {found}", retryable=False)


@dataclass(frozen=True, slots=True)
class LoopNTimes:
    """Goes round a given number of times, 1000 when none is given."""

    kind: ClassVar[str] = "loop"
    count: Resolver

    def decide(self, scope: Scope) -> ActionResult:
        """Return as many empty items as there are rounds.

        Raises:
            StepError: the count is no whole number, or too large.
        """
        count = _whole(self.count.resolve(scope), "iterationCount", DEFAULT_ITERATIONS)
        if not 0 <= count <= MAX_ITERATIONS:
            raise StepError(f"iterationCount must be from 0 to {MAX_ITERATIONS}, not {count}", retryable=False)
        return ActionResult(range(count))


@dataclass(frozen=True, slots=True)
class BreakLoop:
    """Ends the innermost loop."""

    kind: ClassVar[str] = "break"

    def decide(self, scope: Scope) -> ActionResult:  # noqa: ARG002 - it has no inputs
        """Return nothing; the runner ends the loop."""
        return ActionResult(None)


@dataclass(frozen=True, slots=True)
class StopExecution:
    """Ends the execution as a success, with the answer for a waiting caller."""

    kind: ClassVar[str] = "stop"
    inputs: Inputs

    def decide(self, scope: Scope) -> ActionResult:
        """Return the answer as result.

        Raises:
            StepError: the status code is none.
        """
        answer = self.response(scope)
        data = {
            "statusCode": answer.status_code,
            "contentType": answer.content_type,
            "headers": dict(answer.headers),
            "body": answer.body,
        }
        return ActionResult(data, answer.content_type)

    def response(self, scope: Scope) -> Response:
        """Return the answer that the inputs describe.

        Raises:
            StepError: the status code is none.
        """
        inputs = self.inputs.resolve(scope)
        status = _whole(inputs.get("statusCode"), "statusCode", 200)
        if not 100 <= status <= 599:
            raise StepError(f"statusCode must be from 100 to 599, not {status}", retryable=False)
        content_type = to_text(inputs.get("contentType")) or "application/json"
        return Response(status, content_type, _headers(inputs.get("headers")), inputs.get("jsonBody"))


def control_of(step: Step) -> Control | None:
    """Return the compiled control of a step, or nothing when its action is to be performed.

    Raises:
        BadConditionError: a condition is built wrongly; a checked definition has none such.
    """
    build = _BUILDERS.get(_name(step.action))
    return build(step.inputs) if build is not None else None


def is_loop(action: ComponentPart) -> bool:
    """Return whether an action is one of the loops."""
    return _name(action) in _LOOPS


def is_break(action: ComponentPart) -> bool:
    """Return whether an action ends the loop around it."""
    return _name(action) == _BREAK


def branch_names(step: Step) -> Iterator[tuple[str, str]]:
    """Yield the branches that the inputs of a branching step name, each with the place of its name."""
    for name in _BRANCH_INPUTS.get(_name(step.action), ()):
        given = step.inputs.get(name)
        for index, item in enumerate(given.value if isinstance(given, ComplexInput) else ()):
            yield f"{name}.value[{index}].name", _plain_name(item)


def conditions_of(step: Step) -> tuple[tuple[str, Item], ...]:
    """Return branch names and conditions of a step that branches by conditions, not compiled yet."""
    given = step.inputs.get("conditions")
    if _name(step.action) != _BY_EXPRESSION or not isinstance(given, ComplexInput):
        return ()
    return tuple((_plain_name(item), item) for item in given.value)


def _name(action: ComponentPart) -> tuple[str, str]:
    return action.component.key, action.key


def _plain_name(item: Item) -> str:
    name = None if isinstance(item, (str, tuple)) else item.name
    value = name if isinstance(name, str) or name is None else name.value
    return value if isinstance(value, str) else ""


def _taken(branch: str) -> ActionResult:
    return ActionResult(branch, branch=branch)


def _whole(value: object, name: str, default: int) -> int:
    text = to_text(value).strip()
    if not text:
        return default
    if text.isascii() and text.removeprefix("-").isdecimal() and len(text) < 19:
        return int(text)
    raise StepError(f"{name} must be a whole number, not {text[:60]!r}", retryable=False)


def _headers(given: object) -> dict[str, str]:
    if isinstance(given, Mapping):
        return {str(name): to_text(value) for name, value in given.items()}
    pairs = [pair for pair in given if isinstance(pair, dict)] if isinstance(given, list) else []
    return {to_text(pair.get("key")): to_text(pair.get("value")) for pair in pairs}


def _input(inputs: Mapping[str, Input], name: str) -> Resolver:
    given = inputs.get(name)
    return compile_input(given) if given is not None else Constant(None)


def _branch_on_value(inputs: Mapping[str, Input]) -> Control:
    mappings = _input(inputs, "branchValueMappings")
    return BranchOnValue(_input(inputs, "inputValue"), mappings.items if isinstance(mappings, PairsOf) else ())


def _branch_on_expression(inputs: Mapping[str, Input]) -> Control:
    given = inputs.get("conditions")
    items = given.value if isinstance(given, ComplexInput) else ()
    return BranchOnExpression(tuple((_plain_name(item), compile_condition(item)) for item in items))


_PAIR = {"key", "value"}
_BY_EXPRESSION = ("branch", "branchOnExpression")
_BY_VALUE = ("branch", "branchOnValue")
_BREAK = ("loop", "breakLoop")
_BRANCH_INPUTS = {_BY_VALUE: ("branchValueMappings",), _BY_EXPRESSION: ("conditions",)}
_LOOPS = (("loop", "loopOverItems"), ("loop", "loopNTimes"))
_BUILDERS: dict[tuple[str, str], Callable[[Mapping[str, Input]], Control]] = {
    _BY_VALUE: _branch_on_value,
    _BY_EXPRESSION: _branch_on_expression,
    ("branch", "selectExecutedStepResult"): lambda inputs: SelectExecuted(compile_inputs(inputs)),
    ("loop", "loopOverItems"): lambda inputs: LoopOverItems(_input(inputs, "items")),
    ("loop", "loopNTimes"): lambda inputs: LoopNTimes(_input(inputs, "iterationCount")),
    _BREAK: lambda _: BreakLoop(),
    ("stop-execution", "stopExecution"): lambda inputs: StopExecution(compile_inputs(inputs)),
}
