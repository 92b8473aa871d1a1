"""The rules of steps: their names, where they stand, and what their inputs may refer to."""

from __future__ import annotations

from collections.abc import Iterator

from trunkline.engine.conditions import OPERATORS, BadConditionError, compile_condition
from trunkline.engine.control import branch_names, conditions_of, is_break, is_loop
from trunkline.engine.definition import (
    ComplexInput,
    ConfigVarInput,
    DataSourceInput,
    Flow,
    Input,
    Item,
    ReferenceInput,
    Step,
    TemplateInput,
)
from trunkline.engine.problems import Problems, below, quoted
from trunkline.engine.reference import Area, BadReferenceError, Reference, camel
from trunkline.engine.template import ConfigValue, Template

_Chain = tuple[tuple[str, int], ...]  # the branches around a step: branching step and number of the branch


class StepChecks:
    """Walks the steps of one flow in their order and knows which results are there at each of them."""

    def __init__(self, problems: Problems, config_keys: dict[str, None]) -> None:
        self._problems = problems
        self._config_keys = config_keys
        self._steps: dict[str, Step] = {}
        self._chains: dict[str, _Chain] = {}
        self._done: dict[str, None] = {}  # steps whose results may be there, in order
        self._loops: list[str] = []  # the loops around the present step

    def flow(self, flow: Flow, path: str) -> None:
        """Check all steps of a flow."""
        self._name_steps(flow.steps, f"{path}.steps", ())
        self._walk(flow.steps, f"{path}.steps", ())

    def config_input(self, given: Input, path: str) -> None:
        """Check an input of a config variable: it may refer to other variables, not to steps."""
        for inner, place in inputs_within(given, path):
            self._check_config_parts(inner, place)

    def _name_steps(self, steps: tuple[Step, ...], path: str, chain: _Chain) -> None:
        for index, step in enumerate(steps):
            here = f"{path}[{index}]"
            self._name_step(step, f"{here}.name", chain)
            for number, branch in enumerate(step.branches):
                inner = (*chain, (camel(step.name), number))
                self._name_steps(branch.steps, f"{here}.branches[{number}].steps", inner)
            self._name_steps(step.steps, f"{here}.steps", chain)

    def _name_step(self, step: Step, path: str, chain: _Chain) -> None:
        key = camel(step.name)
        if not step.name.strip():
            return  # told already: the name is missing
        if not key:
            self._problems.add(path, "needs a letter from a to z or a digit: references are made of them")
        elif key in self._steps:
            other = self._steps[key].name
            also = "" if other == step.name else f", and references call both of them {quoted(key)}"
            self._problems.add(path, f"another step of the flow is called {quoted(other)}{also}")
        else:
            self._steps[key] = step
            self._chains[key] = chain

    def _walk(self, steps: tuple[Step, ...], path: str, chain: _Chain, *, nested: bool = False) -> None:
        for index, step in enumerate(steps):
            here = f"{path}[{index}]"
            if step.is_trigger and (nested or index > 0):
                self._problems.add(f"{here}.isTrigger", "only the first step of a flow may be a trigger")
            if is_break(step.action) and not self._loops:
                self._problems.add(here, "breakLoop stands outside of any loop")
            for name, given in step.inputs.items():
                self._check_input(given, below(f"{here}.inputs", name), step, chain)
            self._check_conditions(step, here)
            self._walk_branches(step, here, chain)
            self._walk_body(step, here, chain)
            self._done[camel(step.name)] = None

    def _walk_branches(self, step: Step, path: str, chain: _Chain) -> None:
        if not step.branches:
            return
        self._check_branch_names(step, path)
        key = camel(step.name)
        self._done[key] = None  # inside a branch it is known which one was taken
        in_branches: list[str] = []
        for number, branch in enumerate(step.branches):
            here = f"{path}.branches[{number}].steps"
            count = len(self._done)
            self._walk(branch.steps, here, (*chain, (key, number)), nested=True)
            while len(self._done) > count:  # the next branch cannot see them
                in_branches.append(self._done.popitem()[0])
        self._done.update(dict.fromkeys(in_branches))

    def _walk_body(self, step: Step, path: str, chain: _Chain) -> None:
        if not step.steps:
            return
        if not is_loop(step.action):
            self._problems.add(f"{path}.steps", "only a loop has steps; a branching step has branches")
        self._loops.append(camel(step.name))
        self._walk(step.steps, f"{path}.steps", chain, nested=True)
        self._loops.pop()

    def _check_branch_names(self, step: Step, path: str) -> None:
        names: set[str] = set()
        for number, branch in enumerate(step.branches):
            if branch.name in names and branch.name:
                where = f"{path}.branches[{number}].name"
                self._problems.add(where, f"another branch of the step is called {quoted(branch.name)} too")
            names.add(branch.name)
        for place, name in branch_names(step):
            if name and name not in names:
                reason = f"the step has no branch {quoted(name)}"
                self._problems.add_unknown(f"{path}.inputs.{place}", reason, name, names)

    def _check_conditions(self, step: Step, path: str) -> None:
        for index, (_, condition) in enumerate(conditions_of(step)):
            where = f"{path}.inputs.conditions.value[{index}]"
            try:
                compile_condition(condition)
            except BadConditionError as error:
                if error.word is None:
                    self._problems.add(where, error.reason)
                else:
                    self._problems.add_unknown(where, error.reason, error.word, sorted(OPERATORS))
            except BadReferenceError:
                continue  # told with the input that it stands in

    def _check_input(self, given: Input, path: str, step: Step, chain: _Chain) -> None:
        for inner, place in inputs_within(given, path):
            if isinstance(inner, DataSourceInput):
                self._problems.add(place, "a step cannot take an input from a data source")
            for reference in self._check_config_parts(inner, place):
                self._check_reference(reference, f"{place}.value", step, chain)

    def _check_config_parts(self, given: Input, path: str) -> list[Reference]:
        """Check the config variables that an input names; return the references in it."""
        where = f"{path}.value"
        try:
            parts = _parts(given)
        except BadReferenceError as error:
            self._add_bad_reference(where, error)
            return []
        for part in parts:
            if isinstance(part, ConfigValue) and part.key not in self._config_keys:
                reason = f"there is no config variable {quoted(part.key)}"
                self._problems.add_unknown(where, reason, part.key, self._config_keys)
        return [part for part in parts if isinstance(part, Reference)]

    def _add_bad_reference(self, where: str, error: BadReferenceError) -> None:
        if error.options:
            self._problems.add_unknown(where, error.reason, error.word, error.options)
        else:
            self._problems.add(where, error.reason)

    def _check_reference(self, reference: Reference, path: str, step: Step, chain: _Chain) -> None:
        target = self._steps.get(reference.step)
        if target is None:
            reason = f"there is no step {quoted(reference.step)} in this flow"
            self._problems.add_unknown(path, reason, reference.step, self._steps)
        elif reference.area is Area.RESULTS:
            if reference.step not in self._done:
                self._problems.add(path, self._why_not_there(reference.step, target, step, chain))
        elif reference.step not in self._loops:
            inside = f"{reference.area} of the loop {quoted(target.name)} is known only inside of it"
            other = f"the step {quoted(target.name)} is no loop; it has results only"
            self._problems.add(path, inside if is_loop(target.action) else other)

    def _why_not_there(self, key: str, target: Step, step: Step, chain: _Chain) -> str:
        if target is step:
            return f"the step {quoted(target.name)} cannot see its own results"
        if key in self._loops:
            return f"the loop {quoted(target.name)} has no results before it ends; it has currentItem and index"
        here = dict(chain)
        if any(here.get(branching, number) != number for branching, number in self._chains[key]):
            return f"the step {quoted(target.name)} stands in another branch, so it has not run here"
        return f"the step {quoted(target.name)} comes later, so it has no results yet"


def inputs_within(given: Item, path: str) -> Iterator[tuple[Input, str]]:
    """Yield an input and those inside it, computed names too, each with its path."""
    if isinstance(given, str):
        return
    if isinstance(given, tuple):
        for index, item in enumerate(given):
            yield from inputs_within(item, f"{path}[{index}]")
        return
    yield given, path
    if given.name is not None and not isinstance(given.name, str):
        yield from inputs_within(given.name, f"{path}.name")
    if isinstance(given, ComplexInput):
        yield from inputs_within(given.value, f"{path}.value")


def _parts(given: Input) -> tuple[str | Reference | ConfigValue, ...]:
    """Return the references and config variables that an input names by itself."""
    match given:
        case ReferenceInput(value=value):
            return (Reference.parse(value),) if value else ()
        case ConfigVarInput(value=value):
            return (ConfigValue(value),) if value else ()
        case TemplateInput(value=value):
            return Template.parse(value).parts
        case _:
            return ()
