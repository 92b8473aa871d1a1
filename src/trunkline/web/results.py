"""Hands out what executions were given and gave, to whoever holds an address that the API signed.

``/results/<execution>/<position | request | response>?token=…``; ``&format=json`` gives a result as JSON.
"""

from __future__ import annotations

import json
from base64 import b64encode
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trunkline.blobs.signing import UrlSigner
from trunkline.blobs.store import Blobs
from trunkline.db.models import Execution, StepResult
from trunkline.db.session import Database
from trunkline.errors import Invalid, NotFound
from trunkline.executions import payload
from trunkline.executions.deployments import Deployments
from trunkline.executions.links import PREFIX, REQUEST, RESPONSE, subject_of
from trunkline.executions.responses import read_response
from trunkline.executions.results import Content, as_json, read_content, read_stored
from trunkline.web.answers import json_answer

_MESSAGE_PACK = "application/msgpack"
_NO_STORE = {"Cache-Control": "private, no-store"}
_LONGEST_POSITION = 9


class Results:
    """The routes of step results, requests and responses. They know no person: the address carries the right."""

    def __init__(self, database: Database, blobs: Blobs, deployments: Deployments, signer: UrlSigner) -> None:
        self._database = database
        self._blobs = blobs
        self._deployments = deployments
        self._signer = signer

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [Route(PREFIX + "{execution_id:uuid}/{what}", self.get, methods=["GET"])]

    async def get(self, request: Request) -> Response:
        """Answer one request.

        Raises:
            PermissionDenied: the token is not one that was made for this address.
            Expired: it was, too long ago.
            NotFound: the execution or the value is gone, or the response is not there yet.
        """
        execution_id: UUID = request.path_params["execution_id"]
        what: str = request.path_params["what"]
        self._signer.check(subject_of(execution_id, what), request.query_params.get("token", ""))
        async with self._database.engine_session() as session:
            execution = await _execution(session, execution_id)
            if what == REQUEST:
                return await self._request(session, execution)
            content = await self._content(session, execution, what)
        return _answer(content, wants_json=request.query_params.get("format") == "json")

    async def _content(self, session: AsyncSession, execution: Execution, what: str) -> Content:
        if what == RESPONSE:
            response = await read_response(session, self._blobs, execution.id)
            if response is None:
                raise NotFound("the execution has not ended yet; ask again later")
            body = response.body if response.error is None else {"error": response.error}
            return Content(body, response.content_type)
        row = await _step_result(session, execution, _position(what))
        return await read_content(self._blobs, self._deployments, execution, row)

    async def _request(self, session: AsyncSession, execution: Execution) -> Response:
        """Answer with the request as it came; what a schedule started has an empty one."""
        row = await _step_result(session, execution, 0)
        incoming = payload.unpack_request(await read_stored(self._blobs, row))
        body, headers = (incoming.body, incoming.headers) if incoming else (b"", {})
        content = {
            "body": b64encode(body).decode(),
            "contentType": incoming.content_type if incoming else "",
            "headers": json.dumps(headers),
        }
        return json_answer(content)


async def _execution(session: AsyncSession, execution_id: UUID) -> Execution:
    found = await session.scalar(sa.select(Execution).where(Execution.id == execution_id))
    if found is None:
        raise NotFound("the execution is gone: it has passed its retention")
    return found


async def _step_result(session: AsyncSession, execution: Execution, position: int) -> StepResult:
    found = await session.scalar(
        sa.select(StepResult).where(StepResult.execution_id == execution.id, StepResult.position == position)
    )
    if found is None:
        raise NotFound("there is no such result; it may have passed its retention")
    return found


def _position(what: str) -> int:
    if not (what.isascii() and what.isdigit() and len(what) <= _LONGEST_POSITION):
        raise NotFound("there is no such result")
    return int(what)


def _answer(content: Content, *, wants_json: bool) -> Response:
    try:
        if not wants_json:
            return Response(content.packed(), media_type=_MESSAGE_PACK, headers=_NO_STORE)
        return Response(as_json(content.data), media_type="application/json", headers=_NO_STORE)
    except RecursionError:
        raise Invalid("the value is nested too deeply for JSON; fetch it without format=json") from None
