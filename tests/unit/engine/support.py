"""Flows as plain tables, and the engine's ports in memory."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta

from trunkline.engine.definition import Definition
from trunkline.engine.parse import parse
from trunkline.engine.plan import FlowPlan, compile_flow
from trunkline.engine.ports import ActionResult, Call, Outcome, Recorded, Severity, StepKey
from trunkline.engine.problems import InvalidDefinition, Problem
from trunkline.engine.runner import run

Table = dict[str, object]


class CrashError(Exception):
    """The worker dies here."""


def value(text: str) -> Table:
    return {"type": "value", "value": text}


def ref(path: str) -> Table:
    return {"type": "reference", "value": path}


def template(text: str) -> Table:
    return {"type": "template", "value": text}


def config_var(key: str) -> Table:
    return {"type": "configVar", "value": key}


def many(*items: object) -> Table:
    return {"type": "complex", "value": list(items)}


def step(name: str, action: str = "test.act", **inputs: object) -> Table:
    component, key = action.split(".")
    part = {"component": {"key": component, "version": "LATEST", "isPublic": True}, "key": key}
    return {"name": name, "action": part, "inputs": inputs}


def trigger(name: str = "Trigger") -> Table:
    return {**step(name, "webhook-triggers.webhook"), "isTrigger": True}


def loop(name: str, items: Table, *body: Table, **more: object) -> Table:
    return {**step(name, "loop.loopOverItems", items=items), "steps": list(body), **more}


def times(name: str, count: str, *body: Table) -> Table:
    return {**step(name, "loop.loopNTimes", iterationCount=value(count)), "steps": list(body)}


def on_value(name: str, given: Table, **branches: list[Table]) -> Table:
    """A branch on a value whose branches are called as the text that they match."""
    mappings = many(*({"name": key, **value(key)} for key in branches if key != "Else"))
    made = step(name, "branch.branchOnValue", inputValue=given, branchValueMappings=mappings)
    all_branches = {**branches, "Else": branches.get("Else", [])}
    return {**made, "branches": [{"name": key, "steps": steps} for key, steps in all_branches.items()]}


def on_condition(name: str, condition: list[object], yes: list[Table], otherwise: list[Table] | None = None) -> Table:
    given = many({"name": "Yes", "type": "complex", "value": condition})
    made = step(name, "branch.branchOnExpression", conditions=given)
    branches = [{"name": "Yes", "steps": yes}, {"name": "Else", "steps": otherwise or []}]
    return {**made, "branches": branches}


def handling(table: Table, handler: str, **more: object) -> Table:
    return {**table, "errorConfig": {"errorHandlerType": handler, **more}}


def flow(*steps: Table, name: str = "Flow", **more: object) -> Table:
    return {"name": name, "steps": [trigger(), *steps], **more}


def whole(*flows: Table, **more: object) -> str:
    """The text of a definition; JSON is YAML too."""
    table = {"definitionVersion": 7, "name": "Test", "description": "", "flows": list(flows), **more}
    return json.dumps(table, ensure_ascii=False)


def definition_of(*flows: Table, **more: object) -> Definition:
    return parse(whole(*flows, **more))


def plan_of(*steps: Table, variables: tuple[str, ...] = (), **more: object) -> FlowPlan:
    found = definition_of(
        flow(*steps, **more), requiredConfigVars=[{"key": key, "dataType": "string"} for key in variables]
    )
    return compile_flow(found, found.flows[0])


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse(text)
    except InvalidDefinition as error:
        return error.problems
    return ()


def found_at(text: str, path: str) -> Problem:
    """The only problem of a definition, which must be at ``path``."""
    problems = problems_of(text)
    assert [problem.path for problem in problems] == [path], [str(problem) for problem in problems]
    return problems[0]


class MemoryJournal:
    """Keeps all in memory; dies after so many records, if told to."""

    def __init__(self, earlier: MemoryJournal | None = None, *, crash_after: int | None = None) -> None:
        self.recorded: dict[StepKey, Recorded] = {} if earlier is None else dict(earlier.all)
        self.all: dict[StepKey, Recorded] = dict(self.recorded)
        self.written: list[Recorded] = []
        self.lines: list[tuple[Severity, str, str | None, str]] = []
        self._crash_after = crash_after

    def record(self, recorded: Recorded) -> None:
        assert recorded.key not in self.all, f"recorded twice: {recorded.key}"
        if self._crash_after is not None and len(self.written) >= self._crash_after:
            raise CrashError
        self.written.append(recorded)
        self.all[recorded.key] = recorded

    def log(self, severity: Severity, message: str, step: str | None, loop_path: str) -> None:
        self.lines.append((severity, message, step, loop_path))

    @property
    def messages(self) -> list[str]:
        return [line[1] for line in self.lines]

    def data(self, step: str, loop_path: str = "") -> object:
        return self.all[StepKey(step, loop_path)].data


class TickClock:
    """Each look at it is a second later; sleeping takes no time and is remembered."""

    def __init__(self) -> None:
        self._now = datetime(2030, 1, 1, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        self._now += timedelta(seconds=1)
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds:
            self.slept.append(seconds)
        await asyncio.sleep(0)


Act = Callable[[Call], ActionResult]


class Actions:
    """Performs steps by their keys; a step without an own action gives back its inputs."""

    def __init__(self, **actions: Act) -> None:
        self._actions = actions
        self.calls: list[Call] = []

    def __call__(self, call: Call) -> Awaitable[ActionResult]:
        return self._perform(call)

    async def _perform(self, call: Call) -> ActionResult:
        self.calls.append(call)
        act = self._actions.get(call.key.step)
        return act(call) if act is not None else ActionResult(dict(call.inputs))

    @property
    def names(self) -> list[str]:
        return [call.key.step for call in self.calls]


async def drive(
    plan: FlowPlan,
    actions: Actions | None = None,
    *,
    journal: MemoryJournal | None = None,
    clock: TickClock | None = None,
    data: object = None,
    config: Mapping[str, object] | None = None,
) -> tuple[Outcome, MemoryJournal]:
    """Run a flow whose trigger got ``data`` as body."""
    journal = journal or MemoryJournal()
    outcome = await run(
        plan,
        trigger={"body": {"data": data}, "headers": {"X-Kind": "order"}},
        config=config or {},
        journal=journal,
        perform=actions or Actions(),
        clock=clock or TickClock(),
    )
    return outcome, journal
