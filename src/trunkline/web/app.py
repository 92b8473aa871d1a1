"""The web process as one ASGI application: every route, in one place."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from trunkline.accounts.authentication import Authenticator
from trunkline.api.context import StartFlow
from trunkline.errors import TrunklineError
from trunkline.web.answers import on_http_error, on_our_error
from trunkline.web.api import Api
from trunkline.web.auth import Auth
from trunkline.web.contexts import Contexts
from trunkline.web.edges import Failsafe, SecurityHeaders, TrustedProxies
from trunkline.web.events import events_of
from trunkline.web.execution import Runner
from trunkline.web.health import Health
from trunkline.web.hooks import PREFIX, Hooks
from trunkline.web.pages import Pages
from trunkline.web.principal import actor_of
from trunkline.web.results import Results
from trunkline.web.services import Services

_CROSS_ORIGIN = Middleware(
    CORSMiddleware,
    allow_origins=["*"],  # without credentials: from elsewhere only a token counts
    allow_methods=["POST"],
    allow_headers=["authorization", "content-type", "prismatic-client"],
    max_age=3600,
)


def create_app(services: Services, *, start_flow: StartFlow | None = None) -> ASGIApp:
    """Return the application; webhooks go past everything that is there for browsers.

    Raises:
        SetupError: a trusted proxy is not an address.
    """
    shared = (services, services.blobs, services.registry, services.deployments, services.signer)
    contexts = Contexts(services.database, services.settings, services.keyring, services=shared, start_flow=start_flow)
    pages = make_pages(contexts, services, Authenticator(services.database))
    return _Split(Hooks(services), pages)


def make_pages(contexts: Contexts, services: Services, authenticator: Authenticator) -> ASGIApp:
    """Return the application of everything that is no webhook."""
    api = Api(Runner(services.schema), contexts, authenticator)

    async def events(request: Request) -> Response:
        """Stream what changes in the organization of the signed-in person."""
        actor = await actor_of(request, authenticator, services.settings)
        return events_of(services.answers, actor.org_id)

    routes: Sequence[BaseRoute] = [
        *(Route(path, api.post, methods=["POST", "OPTIONS"], middleware=[_CROSS_ORIGIN]) for path in ("/api", "/api/")),
        *(Route(path, api.get, methods=["GET"]) for path in ("/api", "/api/")),
        Route("/api/events", events, methods=["GET"]),
        *Auth(services.database, services.settings, authenticator).routes(),
        *Results(services.database, services.blobs, services.deployments, services.signer).routes(),
        *Health(services.database).routes(),
        Route("/{path:path}", Pages().get, methods=["GET"]),
    ]
    app = Starlette(
        routes=routes,
        middleware=[Middleware(Failsafe)],
        exception_handlers={TrunklineError: on_our_error, HTTPException: on_http_error},
    )
    app.router.redirect_slashes = False
    return TrustedProxies(SecurityHeaders(app), services.settings.trusted_proxies)


class _Split:
    """Sends webhooks one way, all else the other."""

    def __init__(self, hooks: ASGIApp, pages: ASGIApp) -> None:
        self._hooks = hooks
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        is_hook = scope["type"] == "http" and scope["path"].startswith(PREFIX)
        await (self._hooks if is_hook else self._pages)(scope, receive, send)
