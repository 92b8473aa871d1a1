"""Check a definition against the catalogue: unknown components, actions, inputs, and what they cannot do."""

from __future__ import annotations

from collections.abc import Mapping

from trunkline.engine.control import is_loop
from trunkline.engine.definition import (
    ComponentPart,
    ConfigVariable,
    Definition,
    Flow,
    Input,
    Step,
    ValueInput,
)
from trunkline.engine.problems import Problems
from trunkline.integrations.catalogue import Catalogue, Declared, Part


def check_components(definition: Definition, catalogue: Catalogue, problems: Problems) -> None:
    """Note everything in ``definition`` that the components of ``catalogue`` do not offer.

    Versions are not compared: their numbers count where a definition was written. The latest runs.
    """
    checker = _Checker(catalogue, problems)
    for index, variable in enumerate(definition.config_variables):
        checker.variable(variable, f"requiredConfigVars[{index}]")
    for index, flow in enumerate(definition.flows):
        checker.flow(flow, f"flows[{index}]")


class _Checker:
    def __init__(self, catalogue: Catalogue, problems: Problems) -> None:
        self._catalogue = catalogue
        self._problems = problems

    def variable(self, variable: ConfigVariable, path: str) -> None:
        for part, kind, name in (
            (variable.connection, Part.CONNECTION, "connection"),
            (variable.data_source, Part.DATA_SOURCE, "dataSource"),
        ):
            declared = self._part(part, kind, f"{path}.{name}") if part is not None else None
            if declared is not None and part is not None:
                self._known_inputs(part, kind, declared, variable.inputs, f"{path}.inputs")

    def flow(self, flow: Flow, path: str) -> None:
        for index, step in enumerate(flow.steps):
            if index == 0:
                self._trigger(flow, step, path)
            else:
                self._step(step, f"{path}.steps[{index}]")

    def _trigger(self, flow: Flow, step: Step, flow_path: str) -> None:
        path = f"{flow_path}.steps[0]"
        declared = self._part(step.action, Part.TRIGGER, f"{path}.action")
        if declared is None:
            return
        self._inputs(step, Part.TRIGGER, declared, path)
        named = _named(step.action, Part.TRIGGER)
        if declared.word("scheduleSupport") == "REQUIRED" and step.schedule is None:
            self._problems.add(f"{path}.schedule", f"is missing; {named} needs one")
        if declared.word("scheduleSupport") == "INVALID" and step.schedule is not None:
            self._problems.add(f"{path}.schedule", f"{named} takes no schedule")
        if declared.word("synchronousResponseSupport") == "INVALID" and flow.is_synchronous:
            self._problems.add(f"{flow_path}.isSynchronous", f"{named} cannot answer a waiting caller")

    def _step(self, step: Step, path: str) -> None:
        declared = self._part(step.action, Part.ACTION, f"{path}.action")
        if declared is not None:
            self._inputs(step, Part.ACTION, declared, path)
            named = _named(step.action, Part.ACTION)
            if step.branches and not declared.says("allowsBranching"):
                self._problems.add(f"{path}.branches", f"{named} has no branches")
            if step.steps and not is_loop(step.action):
                self._problems.add(f"{path}.steps", f"{named} has no steps of its own; only loops have")
        for at, branch in enumerate(step.branches):
            for index, inner in enumerate(branch.steps):
                self._step(inner, f"{path}.branches[{at}].steps[{index}]")
        for index, inner in enumerate(step.steps):
            self._step(inner, f"{path}.steps[{index}]")

    def _part(self, part: ComponentPart, kind: Part, path: str) -> Declared | None:
        """Return the declaration of a part; an unknown one is noted, an empty key is the parser's to tell."""
        component = part.component.key
        if not component or not part.key:
            return None
        if component not in self._catalogue.declarations:
            reason = f"component {component!r} is not in the catalogue"
            self._problems.add_unknown(f"{path}.component.key", reason, component, sorted(self._catalogue.keys))
            return None
        offers = self._catalogue.offers(component, kind)
        if part.key not in offers:
            reason = f"component {component!r} has no {kind.word} {part.key!r}"
            self._problems.add_unknown(f"{path}.key", reason, part.key, offers)
        return offers.get(part.key)

    def _inputs(self, step: Step, kind: Part, declared: Declared, path: str) -> None:
        self._known_inputs(step.action, kind, declared, step.inputs, f"{path}.inputs")
        for key, spec in declared.inputs.items():
            is_missing = spec.get("required") and spec.get("default") in (None, "")
            if is_missing and _is_empty(step.inputs.get(key)):
                self._problems.add(f"{path}.inputs.{key}", f"is required by {_named(step.action, kind)}")

    def _known_inputs(
        self, part: ComponentPart, kind: Part, declared: Declared, inputs: Mapping[str, Input], path: str
    ) -> None:
        for key in inputs:
            if key not in declared.inputs:
                reason = f"{_named(part, kind)} has no input {key!r}"
                self._problems.add_unknown(f"{path}.{key}", reason, key, declared.inputs)


def _named(part: ComponentPart, kind: Part) -> str:
    return f"{kind.word} {part.key!r} of {part.component.key!r}"


def _is_empty(given: Input | None) -> bool:
    return given is None or (isinstance(given, ValueInput) and not given.value)
