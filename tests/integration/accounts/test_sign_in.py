from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest
import sqlalchemy as sa

from tests.factories.accounts import ROOT_KEY, random_name
from tests.integration.calling import BASE_URL
from trunkline import clock
from trunkline.accounts.attempts import PER_PERSON
from trunkline.accounts.service import create_organization, create_token
from trunkline.accounts.sessions import COOKIE, LIFETIME
from trunkline.actor import Actor, Role
from trunkline.db.models import User, WebSession
from trunkline.db.session import Database
from trunkline.errors import Invalid
from trunkline.secrets import Keyring
from trunkline.web.app import create_app
from trunkline.web.services import Services

PASSWORD = "correct horse battery"
ORIGIN = {"Origin": BASE_URL}
WHO = {"query": "{ authenticatedUser { email tenantId org { name } customer { id } } }"}


@pytest.fixture(scope="module")
async def owner(database: Database) -> User:
    """Return the owner of a new organization, made as the command line makes it."""
    email = f"{random_name('Owner').replace(' ', '.')}@example.com"
    async with database.engine_session() as session:
        _, user = await create_organization(session, "Acme", email, "Ada", PASSWORD, Keyring(ROOT_KEY))
    return user


@pytest.fixture
async def browser(web_services: Services) -> AsyncIterator[httpx.AsyncClient]:
    """Return a browser: it keeps cookies, and its own web process has counted no failures yet."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(web_services)), base_url=BASE_URL, headers=ORIGIN
    ) as client:
        yield client


async def sign_in(browser: httpx.AsyncClient, email: str, password: str = PASSWORD) -> httpx.Response:
    return await browser.post("/auth/sign-in", json={"email": email, "password": password})


async def test_who_signs_in_has_a_session_that_pages_cannot_read(browser: httpx.AsyncClient, owner: User) -> None:
    answer = await sign_in(browser, owner.email.upper())
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    cookie = answer.headers["set-cookie"]
    for word in (f"{COOKIE}=tl_", "HttpOnly", "SameSite=lax", "Secure", f"Max-Age={14 * 86400}", "Path=/"):
        assert word in cookie
    session = await browser.get("/auth/session")
    assert session.json()["user"]["email"] == owner.email
    assert session.json()["organization"]["name"] == "Acme"
    answer = await browser.post("/api", json=WHO)
    assert answer.json()["data"]["authenticatedUser"]["email"] == owner.email


async def test_only_the_digest_of_a_session_is_stored(
    browser: httpx.AsyncClient, owner: User, database: Database
) -> None:
    await sign_in(browser, owner.email)
    async with database.engine_session() as session:
        text = str((await session.execute(sa.text("SELECT web_session::text FROM web_session"))).all())
    assert browser.cookies[COOKIE] not in text


@pytest.mark.parametrize("path", ["/api", "/auth/sign-out"])
@pytest.mark.parametrize("origin", ["https://evil.example.org", "null", "http://trunkline.example.com"])
async def test_a_session_does_not_count_on_pages_of_others(
    browser: httpx.AsyncClient, owner: User, origin: str, path: str
) -> None:
    await sign_in(browser, owner.email)
    answer = await browser.post(path, json=WHO, headers={"Origin": origin})
    assert answer.status_code == 403
    assert (await browser.get("/auth/session")).status_code == 200


async def test_a_session_without_an_origin_does_not_count(browser: httpx.AsyncClient, owner: User) -> None:
    await sign_in(browser, owner.email)
    del browser.headers["Origin"]
    assert (await browser.post("/api", json=WHO)).status_code == 403


async def test_after_signing_out_the_session_is_gone(browser: httpx.AsyncClient, owner: User) -> None:
    await sign_in(browser, owner.email)
    secret = browser.cookies[COOKIE]
    await browser.post("/auth/sign-out")
    assert COOKIE not in browser.cookies
    browser.cookies[COOKIE] = secret
    answer = await browser.get("/auth/session")
    assert answer.status_code == 401
    assert "sign in" in answer.json()["error"]


async def test_a_session_ends_when_it_is_not_used_for_two_weeks(browser: httpx.AsyncClient, owner: User) -> None:
    await sign_in(browser, owner.email)
    try:
        clock.shift(LIFETIME + timedelta(seconds=1))
        assert (
            await browser.get("/auth/session", headers={"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"})
        ).status_code == 401
    finally:
        clock.shift(timedelta(0))


async def test_a_session_that_is_used_lives_on(web_services: Services, browser: httpx.AsyncClient, owner: User) -> None:
    await sign_in(browser, owner.email)
    cookie = {"Cookie": f"{COOKIE}={browser.cookies[COOKIE]}"}
    try:
        for days in (10, 20, 30):
            clock.shift(timedelta(days=days))
            app = create_app(web_services)  # another process, which has not met the session yet
            async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=BASE_URL) as client:
                assert (await client.get("/auth/session", headers=cookie)).status_code == 200
    finally:
        clock.shift(timedelta(0))


@pytest.mark.parametrize(("email", "password"), [(None, "wrong password"), ("nobody@example.com", PASSWORD)])
async def test_what_is_wrong_is_not_told(
    browser: httpx.AsyncClient, owner: User, email: str | None, password: str
) -> None:
    answer = await sign_in(browser, email or owner.email, password)
    assert (answer.status_code, answer.json()) == (401, {"error": "e-mail or password is wrong"})


async def test_guessing_is_slowed_down_per_person(browser: httpx.AsyncClient, owner: User) -> None:
    for _ in range(PER_PERSON):
        assert (await sign_in(browser, owner.email, "wrong")).status_code == 401
    answer = await sign_in(browser, owner.email)
    assert answer.status_code == 429
    assert 0 < int(answer.headers["retry-after"]) <= 300
    assert (await sign_in(browser, "another@example.com", "wrong")).status_code == 401


@pytest.mark.parametrize("body", [b"", b"[]", b'{"email": 1, "password": ""}', b"\xff"])
async def test_a_form_that_cannot_be_read_is_400(browser: httpx.AsyncClient, body: bytes) -> None:
    answer = await browser.post("/auth/sign-in", content=body)
    assert answer.status_code == 400
    assert "password" in answer.json()["error"]


async def test_a_token_works_until_it_expires_and_is_stored_as_a_digest(
    browser: httpx.AsyncClient, owner: User, database: Database
) -> None:
    actor = Actor(owner.org_id, owner.id, Role.OWNER)
    async with database.engine_session() as session:
        text, row = await create_token(session, actor, "ci", expires_at=clock.now() + timedelta(hours=1))
    assert text.startswith("tl_")
    assert (row.preview, text in repr(vars(row))) == (text[:8], False)
    headers = {"Authorization": f"Bearer {text}"}
    answer = await browser.post("/api", json=WHO, headers=headers)
    assert answer.json()["data"]["authenticatedUser"] | {"tenantId": None} == {
        "email": owner.email,
        "tenantId": None,
        "org": {"name": "Acme"},
        "customer": None,
    }
    try:
        clock.shift(timedelta(hours=2))
        assert (await browser.post("/api", json=WHO, headers=headers)).status_code == 401
    finally:
        clock.shift(timedelta(0))


async def test_a_revoked_token_is_refused_by_a_process_that_has_not_met_it(
    browser: httpx.AsyncClient, owner: User, database: Database
) -> None:
    async with database.engine_session() as session:
        text, row = await create_token(session, Actor(owner.org_id, owner.id, Role.OWNER), "ci")
        row.revoked_at = clock.now()
    assert (await browser.post("/api", json=WHO, headers={"Authorization": f"Bearer {text}"})).status_code == 401


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (("", "a@example.com", "Ada", PASSWORD), "name"),
        (("Acme", "nowhere", "Ada", PASSWORD), "owner_email"),
        (("Acme", "a@example.com", " ", PASSWORD), "owner_name"),
        (("Acme", "a@example.com", "Ada", "short"), "password"),
    ],
)
async def test_an_organization_needs_names_an_address_and_a_long_password(
    database: Database, given: tuple[str, str, str, str], field: str
) -> None:
    with pytest.raises(Invalid) as told:
        async with database.engine_session() as session:
            await create_organization(session, *given, Keyring(ROOT_KEY))
    assert told.value.field == field


async def test_expired_sessions_of_a_person_are_cleared_away(
    browser: httpx.AsyncClient, owner: User, database: Database
) -> None:
    old = WebSession(
        org_id=owner.org_id,
        user_id=owner.id,
        token_hash=random_name("old").encode(),
        created_at=clock.now() - timedelta(days=20),
        expires_at=clock.now() - timedelta(days=6),
    )
    async with database.engine_session() as session:
        session.add(old)
    await sign_in(browser, owner.email)
    async with database.engine_session() as session:
        assert await session.get(WebSession, old.id) is None


async def test_a_token_is_no_cookie_and_a_session_is_no_token(
    browser: httpx.AsyncClient, owner: User, database: Database
) -> None:
    async with database.engine_session() as session:
        text, _ = await create_token(session, Actor(owner.org_id, owner.id, Role.OWNER), "ci")
    assert (await browser.post("/api", json=WHO, headers={"Authorization": f"Bearer {text}"})).status_code == 200
    assert (await browser.get("/auth/session", headers={"Cookie": f"{COOKIE}={text}"})).status_code == 401
    await sign_in(browser, owner.email)
    bearer = {"Authorization": f"Bearer {browser.cookies[COOKIE]}"}
    assert (await browser.post("/api", json=WHO, headers=bearer)).status_code == 401


async def test_events_are_for_those_who_are_signed_in(http: httpx.AsyncClient) -> None:
    answer = await http.get("/api/events")
    assert answer.status_code == 401
    assert "error" in answer.json()


@pytest.mark.parametrize("origin", [BASE_URL, BASE_URL + ":443", "http://10.0.0.5:8080"])
async def test_our_own_pages_are_those_of_the_public_and_the_typed_address(
    web_services: Services, owner: User, origin: str
) -> None:
    app = create_app(web_services)
    base = BASE_URL if "example" in origin else origin
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=base, headers={"Origin": origin}
    ) as client:
        answer = await sign_in(client, owner.email)
        cookie = {"Cookie": answer.headers["set-cookie"].partition(";")[0]}
        assert (await client.post("/api", json=WHO, headers=cookie)).status_code == 200
