"""What people look at: the outline of a flow, and the inputs that a step of a past execution saw.

Inputs are not stored. They follow from what was recorded, so they are computed again when somebody asks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from trunkline.engine.plan import FlowPlan, StepKind, StepPlan
from trunkline.engine.ports import Recorded, StepError, StepKey
from trunkline.engine.reference import Loop, Scope
from trunkline.engine.runner import iteration_path, restore

_ITERATION = re.compile(r"([a-zA-Z0-9]+)\[(\d+)\]\Z")


@dataclass(frozen=True, slots=True)
class OutlineStep:
    """One step in the tree of a flow; ``parent`` is the key of the loop or branching step around it."""

    name: str
    key: str
    parent: str | None
    branch: str | None
    component_key: str
    action_key: str
    kind: StepKind


def outline(plan: FlowPlan) -> list[OutlineStep]:
    """Return all steps of a flow, trigger first, each before those inside it."""
    return list(_outline((plan.trigger, *plan.steps), None, None))


def _outline(steps: Sequence[StepPlan], parent: str | None, branch: str | None) -> Iterator[OutlineStep]:
    for step in steps:
        yield OutlineStep(step.name, step.key, parent, branch, step.component_key, step.action_key, step.kind)
        for name, inner in step.branches.items():
            yield from _outline(inner, step.key, name)
        yield from _outline(step.body, step.key, None)


def inputs_of(
    plan: FlowPlan,
    key: StepKey,
    recorded: Mapping[StepKey, Recorded],
    trigger: Mapping[str, object],
    config: Mapping[str, object],
) -> dict[str, object]:
    """Return the inputs that a step saw in an execution, by name; empty for a step the flow does not have."""
    step = plan.by_key.get(key.step)
    if step is None:
        return {}
    return step.inputs.resolve(_scope_at(plan, key, recorded, trigger, config))


def _scope_at(
    plan: FlowPlan,
    key: StepKey,
    recorded: Mapping[StepKey, Recorded],
    trigger: Mapping[str, object],
    config: Mapping[str, object],
) -> Scope:
    scope = Scope({plan.trigger.key: trigger}, {}, config)
    before = _recorded_before(recorded, key)
    steps: Sequence[StepPlan] = (plan.trigger, *plan.steps)
    path = ""
    for part in filter(None, key.loop_path.split("/")):
        restore(steps, path, before, scope.results)
        found = _ITERATION.match(part)
        loop = plan.by_key.get(found[1]) if found is not None else None
        if found is None or loop is None or loop.kind is not StepKind.LOOP:
            return scope  # a path of another version of the flow
        index = int(found[2])
        scope.loops[loop.key] = Loop(_item(loop, index, scope), index)
        path, steps = iteration_path(path, loop.key, index), loop.body
    restore(steps, path, before, scope.results)
    return scope


def _recorded_before(recorded: Mapping[StepKey, Recorded], key: StepKey) -> Mapping[StepKey, Recorded]:
    own = recorded.get(key)
    if own is None:
        return recorded
    return {other: found for other, found in recorded.items() if found.position < own.position}


def _item(loop: StepPlan, index: int, scope: Scope) -> object:
    try:
        items = loop.control.decide(scope).data if loop.control is not None else None
    except StepError:
        return None  # the loop could not have run with what is recorded: there is no item to show
    if isinstance(items, (list, tuple)) and index < len(items):
        return items[index]
    return None
