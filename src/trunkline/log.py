"""Logging of the platform itself: structured events, with secrets left out.

What a flow logs for its customer goes through the journal instead; this is for operators.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

SECRET_WORDS = ("password", "secret", "token", "api_key", "apikey", "authorization", "cookie")
_HIDDEN = "***"

get = structlog.stdlib.get_logger


def configure(*, level: str = "INFO", as_json: bool = False) -> None:
    """Send structured events of ``level`` and above to standard error, for people or as JSON lines."""
    render: Any = structlog.processors.JSONRenderer() if as_json else _for_people()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            hide_secrets,
            structlog.processors.format_exc_info if as_json else _pass,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")


def hide_secrets(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of every field whose name speaks of a secret."""
    for name in event:
        if any(word in name.lower() for word in SECRET_WORDS):
            event[name] = _HIDDEN
    return event


def _for_people() -> structlog.dev.ConsoleRenderer:
    """Return what writes events for people; tracebacks without local variables, which may hold secrets."""
    plain = structlog.dev.plain_traceback
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)


def _pass(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return event
