from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from trunkline.errors import SetupError
from trunkline.web.answers import on_http_error
from trunkline.web.edges import Failsafe, SecurityHeaders, TrustedProxies
from trunkline.web.pages import Pages


async def show(request: Request) -> Response:
    client = request.client.host if request.client else None
    return JSONResponse({"url": str(request.base_url), "client": client})


def client_of(app: ASGIApp, address: str = "10.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://inside")


FORWARDED = {
    "X-Forwarded-For": "6.6.6.6, 1.2.3.4, 10.0.0.2",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "outside.example.com",
}


async def test_a_trusted_proxy_tells_where_the_request_came_from() -> None:
    app = TrustedProxies(Starlette(routes=[Route("/", show)]), ["10.0.0.0/24"])
    async with client_of(app) as client:
        answer = await client.get("/", headers=FORWARDED)
    assert answer.json() == {"url": "https://outside.example.com/", "client": "1.2.3.4"}


@pytest.mark.parametrize("trusted", [[], ["10.0.0.2"], ["::1"]])
async def test_nobody_else_is_believed(trusted: list[str]) -> None:
    app = TrustedProxies(Starlette(routes=[Route("/", show)]), trusted)
    async with client_of(app) as client:
        answer = await client.get("/", headers=FORWARDED)
    assert answer.json() == {"url": "http://inside/", "client": "10.0.0.1"}


async def test_a_proxy_that_says_nothing_changes_nothing() -> None:
    app = TrustedProxies(Starlette(routes=[Route("/", show)]), ["10.0.0.1"])
    async with client_of(app) as client:
        answer = await client.get("/", headers={"X-Forwarded-Proto": "gopher"})
    assert answer.json() == {"url": "http://inside/", "client": "10.0.0.1"}


def test_a_proxy_that_is_no_address_is_one_clear_line() -> None:
    with pytest.raises(SetupError, match=r"TRUNKLINE_TRUSTED_PROXIES: 'proxy\.local'"):
        TrustedProxies(Starlette(), ["proxy.local"])


async def test_what_fails_unexpectedly_is_told_by_an_id_only() -> None:
    async def fail(_request: Request) -> Response:
        raise ValueError("the secret is hunter2")

    app = SecurityHeaders(Starlette(routes=[Route("/", fail)], middleware=[Middleware(Failsafe)]))
    async with client_of(app) as client:
        answer = await client.get("/")
    assert answer.status_code == 500
    assert answer.json()["id"] in answer.json()["error"]
    assert "hunter2" not in answer.text
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_route_may_have_headers_of_its_own() -> None:
    async def own(_request: Request) -> Response:
        return PlainTextResponse("", headers={"Content-Security-Policy": "frame-ancestors *"})

    async with client_of(SecurityHeaders(Starlette(routes=[Route("/", own)]))) as client:
        answer = await client.get("/")
    assert answer.headers.get_list("content-security-policy") == ["frame-ancestors *"]


@pytest.fixture
def built(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    (folder / "assets").mkdir(parents=True)
    (folder / "index.html").write_text("<title>the page</title>")
    (folder / "assets" / "app-1a2b.js").write_text("run()")
    (folder / "icon.svg").write_text("<svg/>")
    (tmp_path / "secret").write_text("hunter2")
    return folder


def pages_of(folder: Path) -> httpx.AsyncClient:
    routes = [Route("/{path:path}", Pages(folder).get, methods=["GET"])]
    return client_of(Starlette(routes=routes, exception_handlers={404: on_http_error}))


async def test_built_files_are_kept_for_ever_and_the_page_is_not(built: Path) -> None:
    async with pages_of(built) as client:
        asset = await client.get("/assets/app-1a2b.js")
        page = await client.get("/")
        icon = await client.get("/icon.svg")
    assert (asset.text, asset.headers["cache-control"]) == ("run()", "public, max-age=31536000, immutable")
    assert asset.headers["content-type"].startswith("text/javascript")
    assert (page.text, page.headers["cache-control"]) == ("<title>the page</title>", "no-cache")
    assert icon.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/customers", "/instances/SW5z?tab=logs", "/apis", "/a/b/c.d"])
async def test_an_address_of_the_web_app_gets_the_page(built: Path, path: str) -> None:
    async with pages_of(built) as client:
        answer = await client.get(path)
    assert answer.text == "<title>the page</title>"


@pytest.mark.parametrize("path", ["/assets/gone.js", "/api/x", "/auth/x", "/results/x", "/trigger"])
async def test_an_address_of_machines_does_not(built: Path, path: str) -> None:
    async with pages_of(built) as client:
        answer = await client.get(path)
    assert (answer.status_code, answer.json()) == (404, {"error": "there is nothing at this address"})


@pytest.mark.parametrize("path", ["/../secret", "/%2e%2e/secret", "/assets/..%2f..%2fsecret", "/%00", "//secret"])
async def test_nothing_outside_the_folder_is_given(built: Path, path: str) -> None:
    async with pages_of(built) as client:
        answer = await client.get(path)
    assert "hunter2" not in answer.text


async def test_a_web_app_that_is_not_built_says_so(tmp_path: Path) -> None:
    async with pages_of(tmp_path) as client:
        answer = await client.get("/")
    assert "not built" in answer.text
