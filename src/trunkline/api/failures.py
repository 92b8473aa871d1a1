"""Errors on their way out: ours keep their words, the rest becomes an id that operators find in the log."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from graphql import GraphQLError

from trunkline import clock, log
from trunkline.errors import Internal, Invalid, TrunklineError

_log = log.get(__name__)

_SERVER = 500
_DATA_ERRORS = "22"  # PostgreSQL's class of states for values that do not fit


def report(wrong: BaseException, event: str = "request.failed") -> str:
    """Log an unexpected error and return the id that people can quote."""
    failure_id = clock.new_id().hex
    _log.error(event, failure_id=failure_id, exc_info=wrong)
    return failure_id


def words_of(failure_id: str) -> str:
    """Return what people read of an unexpected error."""
    return f"Something went wrong on our side. It is logged as {failure_id}: quote that when you ask for help."


def format_error(wrong: GraphQLError) -> dict[str, Any]:
    """Return an error as the API tells it: message, place, stable code, and the field that is wrong."""
    told: dict[str, Any] = dict(wrong.formatted)
    cause = _cause(wrong)
    if cause is None:
        told["extensions"] = {"code": Invalid.code}
    elif isinstance(cause, TrunklineError) and cause.http_status < _SERVER:
        told["message"] = cause.message
        told["extensions"] = {"code": cause.code} | ({"field": cause.field} if cause.field else {})
    else:
        failure_id = report(cause, "api.failed")
        told["message"] = words_of(failure_id)
        told["extensions"] = {"code": Internal.code, "id": failure_id}
    return told


def _cause(wrong: GraphQLError) -> Exception | None:
    """Return what a resolver raised; None when GraphQL itself found the document or a value wrong."""
    cause = wrong.original_error
    while isinstance(cause, GraphQLError):
        cause = cause.original_error
    if isinstance(cause, sa.exc.DBAPIError) and _state(cause).startswith(_DATA_ERRORS):
        return Invalid("a value is too large or not allowed here")
    if cause is None and wrong.path is not None and not _is_about_input(wrong):
        return Internal(wrong.message)
    return cause


def _is_about_input(wrong: GraphQLError) -> bool:
    """Say whether an error of a running field is about the caller's values; others mean a bad answer of ours."""
    return wrong.message.startswith("Argument ")


def _state(wrong: sa.exc.DBAPIError) -> str:
    return str(getattr(wrong.orig, "sqlstate", None) or "")
