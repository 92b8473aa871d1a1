"""Names of the NOTIFY channels. Payloads carry ids only; who listens reads the rows."""

from __future__ import annotations

ENDPOINTS = "trunkline_endpoints"
"""An instance was deployed, paused, changed its keys or went; the payload is its id."""

EXECUTIONS = "trunkline_executions"
"""Executions changed; the payload is their ids, 32 hexadecimal digits each, separated by commas."""
