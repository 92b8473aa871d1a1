"""The log lines that the engine writes by itself. Tails wait for the last one: its beginning is a promise."""

from __future__ import annotations

from trunkline.engine.ports import Outcome

ENDING = "Ending Instance Execution"


def starting(flow: str) -> str:
    """Return the first line of an execution."""
    return f"Starting Instance Execution of flow '{flow}'"


def resuming(flow: str, finished_steps: int) -> str:
    """Return the first line of a later attempt at the same execution."""
    return f"Resuming Instance Execution of flow '{flow}' after {finished_steps} finished steps"


def step_failed(step: str, error: str) -> str:
    """Return the line for a step whose failure ends the execution."""
    return f"Step '{step}' failed: {error}"


def step_ignored(step: str, error: str) -> str:
    """Return the line for a step whose failure is ignored."""
    return f"Step '{step}' failed, and its error handling goes on: {error}"


def step_retried(step: str, error: str, wait_s: float) -> str:
    """Return the line for a step that is tried again."""
    return f"Step '{step}' failed, trying again in {wait_s:g} s: {error}"


def ending(flow: str, outcome: Outcome) -> str:
    """Return the last line of an execution."""
    how = "succeeded" if outcome.succeeded else "failed"
    return f"{ENDING} of flow '{flow}': {how}"
