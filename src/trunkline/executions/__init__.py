"""Executions: stored, dispatched, journaled, read."""
