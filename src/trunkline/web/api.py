"""``POST /api``: the GraphQL endpoint."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from structlog.contextvars import bound_contextvars

from trunkline.accounts.authentication import Authenticator
from trunkline.api.failures import report, words_of
from trunkline.errors import TrunklineError
from trunkline.web.answers import headers_of, json_answer
from trunkline.web.bodies import read_body
from trunkline.web.contexts import Contexts
from trunkline.web.execution import Runner, read_request
from trunkline.web.principal import actor_of

BODY_BYTES = 8 * 1024 * 1024
_SERVER = 500


class Api:
    """Answers GraphQL requests; what keeps one from being run at all has its HTTP status and ``errors``."""

    def __init__(self, runner: Runner, contexts: Contexts, authenticator: Authenticator) -> None:
        self._runner = runner
        self._contexts = contexts
        self._authenticator = authenticator

    async def post(self, request: Request) -> Response:
        """Run a request of somebody who is known."""
        try:
            actor = await actor_of(request, self._authenticator, self._contexts.settings)
            wanted = read_request(await read_body(request, BODY_BYTES))
        except TrunklineError as wrong:
            message = wrong.message if wrong.http_status < _SERVER else words_of(report(wrong))
            return json_answer({"errors": [{"message": message}]}, wrong.http_status, headers_of(wrong))
        with bound_contextvars(org_id=str(actor.org_id), user_id=str(actor.user_id)):
            return json_answer(await self._runner.answer(wanted, self._contexts.make(actor)))

    async def get(self, _request: Request) -> Response:
        """Say how to ask."""
        text = "This is the GraphQL API: POST JSON with a query here.\n"
        return PlainTextResponse(text, status_code=405, headers={"Allow": "POST, OPTIONS"})
