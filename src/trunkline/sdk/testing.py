"""A harness for tests of a component: call its actions, answer its requests, read what it logged.

    harness = Harness(component, answer=lambda request: HttpResponse(status_code=200, content=b"{}"))
    result = await harness.action("postMessage", {"message": "hello"})
    assert harness.requests[0].method == "POST"

``acceptance_problems`` is the suite that every component should pass.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol, TypeVar

from trunkline.sdk.acceptance import acceptance_problems
from trunkline.sdk.action import ActionResult
from trunkline.sdk.component import Component
from trunkline.sdk.connection import ConnectionValue
from trunkline.sdk.context import Context, Logger, LogLevel, Run
from trunkline.sdk.http import Http, HttpRequest, HttpResponse
from trunkline.sdk.trigger import TriggerPayload, TriggerResult

__all__ = ["Harness", "acceptance_problems", "connection_value"]

Answer = Callable[[HttpRequest], HttpResponse]


class _Keyed(Protocol):
    @property
    def key(self) -> str: ...


M = TypeVar("M", bound=_Keyed)


class Harness:
    """Runs members of one component in a context whose requests, log lines and waits can be looked at."""

    def __init__(self, component: Component, *, answer: Answer | None = None, run: Run | None = None) -> None:
        self.component = component
        self.requests: list[HttpRequest] = []
        self.lines: list[tuple[LogLevel, str]] = []
        self.waits_s: list[float] = []
        self._answer = answer
        self.context = Context(
            run=run or Run(execution_id="test-execution"),
            http=Http(self._send),
            logger=Logger(lambda level, message: self.lines.append((level, message))),
            sleep=self._wait,
            step="Test step",
            idempotency_key="test-key",
        )

    async def action(self, key: str, inputs: Mapping[str, object] | None = None) -> ActionResult:
        """Run an action with wire values by input key and return its result; its errors come out."""
        action = _find(self.component.actions, key)
        if action.call is None:
            raise LookupError(f"action {key!r} is the engine's; there is no code to run")
        result = await _awaited(action.call(self.context, inputs or {}))
        return result if isinstance(result, ActionResult) else ActionResult(result)

    async def trigger(
        self, key: str, payload: TriggerPayload | None = None, inputs: Mapping[str, object] | None = None
    ) -> TriggerResult:
        """Run a trigger on a request and return its result; whatever it raises, comes out."""
        trigger = _find(self.component.triggers, key)
        request = payload or TriggerPayload()
        if trigger.call is None:
            return TriggerResult(request, trigger.answer(inputs or {}) if trigger.answer else None)
        result = await _awaited(trigger.call(self.context, request, inputs or {}))
        if not isinstance(result, TriggerResult):
            raise TypeError(f"trigger {key!r} returned {type(result).__name__}; it must return a TriggerResult")
        return result

    async def data_source(self, key: str, inputs: Mapping[str, object] | None = None) -> object:
        """Run a data source and return its value; whatever it raises, comes out."""
        return await _awaited(_find(self.component.data_sources, key).call(self.context, inputs or {}))

    async def _send(self, request: HttpRequest) -> HttpResponse:
        self.requests.append(request)
        if self._answer is None:
            raise LookupError(f"{request.method} {request.url} was called; give the harness an answer for it")
        return self._answer(request)

    async def _wait(self, seconds: float) -> None:
        self.waits_s.append(seconds)


def connection_value(component: Component, key: str, values: Mapping[str, object]) -> ConnectionValue:
    """Return a configured connection as an action gets it, with the defaults of what is not given.

    Raises:
        InputError: a value is missing or cannot be used.
    """
    kind = _find(component.connections, key)
    given = kind.inputs.clean(values)
    return ConnectionValue(key, {**{field.key: field.spec.default for field in given.fields}, **given.as_json()})


async def _awaited(result: object) -> object:
    return await result if inspect.isawaitable(result) else result


def _find(members: Iterable[M], key: str) -> M:
    listed = list(members)
    for member in listed:
        if member.key == key:
            return member
    raise LookupError(f"the component has no {key!r}; it has {', '.join(one.key for one in listed) or 'none'}")
