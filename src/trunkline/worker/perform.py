"""Hands the engine's calls to the components: the bridge between the pure engine and the runtime."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from trunkline import sdk
from trunkline.engine.ports import ActionResult, Call, Severity, StepError
from trunkline.errors import NotFound
from trunkline.executions.rows import RunJournal
from trunkline.runtime.perform import perform
from trunkline.runtime.registry import Registry

_SEVERITIES = {
    sdk.LogLevel.TRACE: Severity.TRACE,
    sdk.LogLevel.DEBUG: Severity.DEBUG,
    sdk.LogLevel.INFO: Severity.INFO,
    sdk.LogLevel.WARN: Severity.WARN,
    sdk.LogLevel.ERROR: Severity.ERROR,
    sdk.LogLevel.METRIC: Severity.METRIC,
}


@dataclass(frozen=True, slots=True)
class Performer:
    """Performs the actions of one execution."""

    registry: Registry
    http: sdk.Http
    execution_id: UUID
    run: sdk.Run
    journal: RunJournal
    step_timeout_s: float

    async def __call__(self, call: Call) -> ActionResult:
        """Run one action of a component.

        Raises:
            StepError: it failed; says whether trying again can help.
        """
        try:
            action = self.registry.action(call.step.component_key, call.step.action_key)
            result = await perform(action, self._context(call), call.inputs)
        except sdk.ActionError as failed:
            raise StepError(failed.message, retryable=failed.retryable, retry_after_s=failed.retry_after_s) from failed
        except NotFound as gone:
            raise StepError(gone.message, retryable=False) from gone
        return ActionResult(result.data, result.content_type, result.status_code, result.headers, result.branch)

    def _context(self, call: Call) -> sdk.Context:
        step, loop_path = call.key
        journal = self.journal

        def write(level: sdk.LogLevel, message: str) -> None:
            journal.log(_SEVERITIES[level], message, step, loop_path)

        return sdk.Context(
            run=self.run, http=self.http, logger=sdk.Logger(write), sleep=asyncio.sleep, step=call.step.name,
            idempotency_key=f"{self.execution_id}/{step}/{loop_path}".rstrip("/"), time_limit_s=self.step_timeout_s,
        )  # fmt: skip
