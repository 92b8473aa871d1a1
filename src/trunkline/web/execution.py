"""Runs one GraphQL request in one transaction."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any

import msgspec
from graphql import ExecutionResult, GraphQLError, GraphQLSchema, OperationType, execute

from trunkline.api import limits
from trunkline.api.context import RequestContext
from trunkline.api.failures import format_error, report, words_of
from trunkline.errors import Internal, Invalid, Malformed
from trunkline.web.documents import Documents, coerced, operation_of

Answer = dict[str, Any]


class Request(msgspec.Struct):
    """A GraphQL request as it comes over HTTP."""

    query: str
    variables: dict[str, Any] | None = None
    operation_name: str | None = msgspec.field(name="operationName", default=None)


_decoder = msgspec.json.Decoder(Request)


def read_request(body: bytes) -> Request:
    """Read the body of a request.

    Raises:
        Malformed: it is not JSON, or not a single GraphQL request.
    """
    if body.lstrip()[:1] == b"[":
        raise Malformed("several requests in one body are not taken; send them one by one")
    try:
        request = _decoder.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise Malformed(f'send JSON with "query", and "variables" if it has any: {wrong}') from None
    if b"\\u0000" in body and _has_nul(request.variables):
        raise Malformed("a variable has a NUL character, which cannot be stored")
    return request


class Runner:
    """Runs requests against the schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._documents = Documents(schema)

    async def answer(self, request: Request, context: RequestContext) -> Answer:
        """Return what the request gives: ``data``, or ``errors``, or for queries both.

        A mutation with any error leaves nothing behind and has no data, for some clients look at nothing else.
        """
        try:
            async with context:
                return await self._run(request, context)
        except Exception as wrong:  # noqa: BLE001 - the edge: a commit that fails, a database that is gone
            failure_id = report(wrong, "api.failed")
            told = {"message": words_of(failure_id), "extensions": {"code": Internal.code, "id": failure_id}}
            return {"data": None, "errors": [told]}

    async def _run(self, request: Request, context: RequestContext) -> Answer:
        try:
            document = self._documents.read(request.query)
            operation = operation_of(document, request.operation_name)
            variables = coerced(operation, request.variables or {})
            limits.check(
                self._schema,
                document,
                operation,
                variables,
                max_depth=context.settings.graphql_max_depth,
                page_size=context.settings.graphql_page_size,
            )
        except GraphQLError as wrong:
            return {"errors": [format_error(wrong)]}
        except Invalid as wrong:
            return {"errors": [{"message": wrong.message, "extensions": {"code": wrong.code}}]}
        running = execute(
            self._schema,
            document,
            context_value=context,
            variable_values=variables,
            operation_name=request.operation_name,
        )
        result: ExecutionResult = await running if isawaitable(running) else running
        return _told(result, context, is_mutation=operation.operation is OperationType.MUTATION)


def _told(result: ExecutionResult, context: RequestContext, *, is_mutation: bool) -> Answer:
    if not result.errors:
        return {"data": result.data}
    data = result.data
    if is_mutation:
        context.undo()
        data = None
    elif data is not None and all(value is None for value in data.values()):
        data = None
    return {"data": data, "errors": [format_error(wrong) for wrong in result.errors]}


def _has_nul(value: object) -> bool:
    if isinstance(value, str):
        return "\0" in value
    if isinstance(value, Mapping):
        return any(_has_nul(key) or _has_nul(one) for key, one in value.items())
    return isinstance(value, list) and any(_has_nul(one) for one in value)
