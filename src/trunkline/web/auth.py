"""Signing in and out with a browser."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from trunkline.accounts import sessions
from trunkline.accounts.attempts import Attempts
from trunkline.accounts.authentication import Authenticator
from trunkline.actor import Actor
from trunkline.api import ids
from trunkline.db.models import Organization, User
from trunkline.db.session import Database
from trunkline.errors import Malformed, NotSignedIn
from trunkline.settings import Settings
from trunkline.web.answers import json_answer
from trunkline.web.bodies import read_body
from trunkline.web.principal import actor_of, bearer_of, require_same_origin

_BODY_BYTES = 16 * 1024


class SignIn(msgspec.Struct):
    """What the form sends."""

    email: str
    password: str


class Auth:
    """The routes below ``/auth``."""

    def __init__(self, database: Database, settings: Settings, authenticator: Authenticator) -> None:
        self._database = database
        self._settings = settings
        self._authenticator = authenticator
        self._attempts = Attempts()

    def routes(self) -> list[Route]:
        """Return the routes."""
        return [
            Route("/auth/sign-in", self.sign_in, methods=["POST"]),
            Route("/auth/sign-out", self.sign_out, methods=["POST"]),
            Route("/auth/session", self.session, methods=["GET"]),
        ]

    async def sign_in(self, request: Request) -> Response:
        """Check e-mail and password, and give the browser a session."""
        require_same_origin(request, self._settings, may_be_absent=True)
        form = _form(await read_body(request, _BODY_BYTES))
        person = (form.email.strip().lower(), request.client.host if request.client else "")
        self._attempts.check(*person)
        try:
            secret, _user = await sessions.sign_in(self._database, form.email, form.password)
        except NotSignedIn:
            self._attempts.failed(*person)
            raise
        self._attempts.succeeded(*person)
        return self._with_cookie(json_answer({"ok": True}), secret)

    async def sign_out(self, request: Request) -> Response:
        """End the browser's session; harmless without one."""
        require_same_origin(request, self._settings, may_be_absent=True)
        secret = request.cookies.get(sessions.COOKIE)
        if secret is not None:
            async with self._database.engine_session() as session:
                await sessions.sign_out(session, secret)
            self._authenticator.forget(secret)
        answer = json_answer({"ok": True})
        answer.delete_cookie(sessions.COOKIE, path="/", secure=self._is_secure, httponly=True, samesite="lax")
        return answer

    async def session(self, request: Request) -> Response:
        """Say who is signed in, and let the browser keep its cookie longer."""
        actor = await actor_of(request, self._authenticator, self._settings)
        answer = json_answer(await self._person(actor))
        secret = request.cookies.get(sessions.COOKIE)
        return self._with_cookie(answer, secret) if secret and bearer_of(request) is None else answer

    async def _person(self, actor: Actor) -> dict[str, object]:
        async with self._database.api_session(actor.org_id) as session:
            user = await session.scalar(sa.select(User).where(User.org_id == actor.org_id, User.id == actor.user_id))
            organization = await session.scalar(sa.select(Organization).where(Organization.id == actor.org_id))
        if user is None or organization is None:
            raise NotSignedIn("this person is gone; sign in again")
        return {
            "user": {"id": ids.encode("User", user.id), "name": user.name, "email": user.email, "role": user.role},
            "organization": {"id": ids.encode("Organization", organization.id), "name": organization.name},
        }

    def _with_cookie(self, answer: Response, secret: str) -> Response:
        answer.set_cookie(
            sessions.COOKIE,
            secret,
            max_age=int(sessions.LIFETIME.total_seconds()),
            path="/",
            secure=self._is_secure,
            httponly=True,
            samesite="lax",
        )
        return answer

    @property
    def _is_secure(self) -> bool:
        return self._settings.base_url.startswith("https:")


def _form(body: bytes) -> SignIn:
    try:
        return msgspec.json.decode(body, type=SignIn)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Malformed('send JSON: {"email": "…", "password": "…"}') from None
