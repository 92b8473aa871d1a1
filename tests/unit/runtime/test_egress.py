"""The way out: what it sends, what it refuses, and how it keeps a hostile service from doing harm."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Sequence

import pytest

from tests.unit.runtime.fake_server import Received, response, serving
from trunkline.errors import SetupError
from trunkline.runtime.egress import Egress
from trunkline.sdk import ActionError, File, HttpRequest, HttpResponse, NotRetryable, Refused, TimedOut, Unreachable
from trunkline.settings import Settings

LOOPBACK = ("127.0.0.1/32",)


async def sent(egress: Egress, method: str, url: str, **more: object) -> HttpResponse:
    try:
        return await egress.send(HttpRequest(method=method, url=url, **more))  # type: ignore[arg-type]
    finally:
        await egress.aclose()


def names(**addresses: Sequence[str]):
    """Return a resolver that answers each name with its list, one address after the other."""
    left = {name.replace("_", "."): list(listed) for name, listed in addresses.items()}

    async def resolve(host: str, port: int) -> Sequence[str]:
        return [left[host].pop(0)] if host in left else [host]

    return resolve


async def test_a_request_arrives_as_it_was_given_and_the_answer_comes_back():
    async with serving(lambda _: response(201, b"made", X_Kind="Order")) as server:
        answer = await sent(
            Egress(LOOPBACK),
            "POST",
            server.url("/a%20b?sig=%2F+x"),
            params={"q": "1 2"},
            headers={"X-Key": "k"},
            content=b"{}",
        )
    got = server.received[0]
    assert (got.method, got.target, got.body) == ("POST", "/a%20b?sig=%2F+x&q=1+2", b"{}")
    assert (got.headers["x-key"], got.headers["host"]) == ("k", f"127.0.0.1:{server.port}")
    assert got.headers["user-agent"].startswith("Trunkline/")
    assert (answer.status_code, answer.text, answer.reason, answer.headers["X-KIND"]) == (
        201,
        "made",
        "Because",
        "Order",
    )


async def test_a_form_is_sent_in_parts():
    async with serving(lambda _: response()) as server:
        files = {"doc": ("a.pdf", File(b"%PDF", "application/pdf"))}
        await sent(Egress(LOOPBACK), "POST", server.url(), form={"title": "T"}, files=files)
    got = server.received[0]
    assert got.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="title"\r\n\r\nT' in got.body
    assert b'name="doc"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF' in got.body


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/",
        "http://127.1:{port}/",
        "http://2130706433:{port}/",
        "http://0x7f000001:{port}/",
        "http://localhost:{port}/",
        "http://[::1]:{port}/",
        "http://[::ffff:127.0.0.1]:{port}/",
        "http://0.0.0.0:{port}/",
    ],
)
async def test_loopback_is_refused_in_every_form(url: str):
    async with serving(lambda _: response()) as server:
        with pytest.raises(Refused, match="which components may not call") as error:
            await sent(Egress(), "GET", url.format(port=server.port))
        assert server.connections == 0
    assert not error.value.retryable


async def test_a_private_address_behind_a_name_is_refused_and_not_told():
    with pytest.raises(Refused, match=r"'erp.example' has a private address") as error:
        await sent(Egress(resolve=names(erp_example=["10.1.2.3"])), "GET", "http://erp.example/")
    assert "10.1.2.3" not in error.value.message
    assert error.value.message.startswith("GET http://erp.example/: ")


async def test_a_network_that_the_operator_allows_is_called():
    async with serving(lambda _: response(body=b"in")) as server:
        egress = Egress.from_settings(Settings(allow_private_networks=("127.0.0.0/8",)))
        assert (await sent(egress, "GET", server.url())).content == b"in"


def test_a_network_that_cannot_be_read_is_said_at_the_start():
    with pytest.raises(SetupError, match="TRUNKLINE_ALLOW_PRIVATE_NETWORKS"):
        Egress(("ten",))


async def test_a_name_that_changes_its_address_is_called_at_the_checked_one_only():
    """The first answer is allowed, the second is not: asking twice for one connection would call the second."""
    async with serving(lambda _: response(body=b"public", Connection="close"), host="127.0.0.2") as server:
        egress = Egress(("127.0.0.2/32",), resolve=names(shop_example=["127.0.0.2", "127.0.0.1"]))
        request = HttpRequest(method="GET", url=server.url(host="shop.example"))
        assert (await egress.send(request)).content == b"public"
        assert server.received[0].headers["host"] == f"shop.example:{server.port}"
        with pytest.raises(Refused, match=r"'shop\.example' has a loopback address"):
            await egress.send(request)
        await egress.aclose()


async def test_a_kept_connection_is_used_again_for_its_own_name_only():
    async with serving(lambda _: response(body=b"x")) as server:
        egress = Egress(LOOPBACK, resolve=names(a_example=["127.0.0.1"], b_example=["127.0.0.1"]))
        for host in ("a.example", "a.example", "b.example", "b.example"):
            await egress.send(HttpRequest(method="GET", url=server.url(host=host)))
        assert server.connections == 2
        await egress.aclose()


async def test_only_the_allowed_addresses_of_a_name_are_tried():
    async def both(_host: str, _port: int) -> Sequence[str]:
        return ["10.0.0.1", "127.0.0.1"]

    async with serving(lambda _: response(body=b"x")) as server:
        assert (await sent(Egress(LOOPBACK, resolve=both), "GET", server.url(host="two.example"))).content == b"x"


async def test_the_next_address_of_a_name_is_tried_when_the_first_does_not_answer():
    async def both(_host: str, _port: int) -> Sequence[str]:
        return ["127.0.0.3", "127.0.0.1"]

    async with serving(lambda _: response(body=b"x")) as server:
        egress = Egress(("127.0.0.0/8",), resolve=both)
        assert (await sent(egress, "GET", server.url(host="two.example"))).content == b"x"


async def test_a_redirect_is_checked_like_the_first_address():
    async with serving(lambda _: response(302, Location="http://127.0.0.1:1/")) as server:
        egress = Egress(("127.0.0.2/32",), resolve=names(shop_example=["127.0.0.2"]))
        async with serving(lambda _: response(302, Location=server.url("/inner")), host="127.0.0.2") as shop:
            with pytest.raises(Refused, match="a loopback address"):
                await sent(egress, "GET", shop.url(host="shop.example"))
        assert server.connections == 0


@pytest.mark.parametrize(
    "location", ["ftp://files.example/", "file:///etc/passwd", "http://u:p@127.0.0.1/", "http://127.0.0.1:99999/"]
)
async def test_a_redirect_to_an_odd_address_is_refused(location: str):
    async with serving(lambda _: response(302, Location=location)) as server:
        with pytest.raises(NotRetryable):
            await sent(Egress(LOOPBACK), "GET", server.url())


def redirecting(status: int, target: str):
    def answer(request: Received) -> bytes:
        return response(status, Location=target) if request.target == "/first" else response(body=b"end")

    return answer


@pytest.mark.parametrize(
    ("status", "method", "next_method", "body"),
    [
        (301, "POST", "GET", b""),
        (302, "POST", "GET", b""),
        (303, "PUT", "GET", b""),
        (307, "POST", "POST", b"data"),
        (308, "PUT", "PUT", b"data"),
        (302, "GET", "GET", b""),
    ],
)
async def test_a_redirect_keeps_or_changes_the_method_as_its_status_says(
    status: int, method: str, next_method: str, body: bytes
):
    async with serving(redirecting(status, "/second?x=1")) as server:
        content = None if method == "GET" else b"data"
        headers = {"X-Key": "k", "Content-Type": "text/plain"}
        answer = await sent(Egress(LOOPBACK), method, server.url("/first"), content=content, headers=headers)
    got = server.received[1]
    assert answer.content == b"end"
    assert (got.method, got.target, got.body) == (next_method, "/second?x=1", body)
    assert got.headers["x-key"] == "k"
    assert ("content-type" in got.headers) is bool(body or method == "GET")


async def test_another_service_never_gets_the_secrets_of_the_first():
    async with (
        serving(lambda _: response(body=b"end")) as stranger,
        serving(redirecting(302, stranger.url("/x"))) as first,
    ):
        headers = {"Authorization": "Bearer hush", "X-Api-Key": "hush", "Cookie": "hush", "Accept": "text/csv"}
        await sent(Egress(LOOPBACK), "GET", first.url("/first"), headers=headers)
    got = stranger.received[0].headers
    assert "hush" not in str(got)
    assert (got["accept"], got["host"]) == ("text/csv", f"127.0.0.1:{stranger.port}")


async def test_redirects_end_after_ten():
    async with serving(lambda _: response(302, Location="/again")) as server:
        with pytest.raises(NotRetryable, match="redirected more than 10 times"):
            await sent(Egress(LOOPBACK), "GET", server.url())
    assert len(server.received) == 11


async def test_a_redirect_is_an_answer_like_others_for_who_does_not_follow():
    async with serving(lambda _: response(302, Location="/x")) as server:
        answer = await sent(Egress(LOOPBACK), "GET", server.url(), follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, "/x")


@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("ftp://files.example/", "http:// and https:// addresses only, not ftp"),
        ("file:///etc/passwd", "not file ones"),
        ("orders", "not relative ones"),
        ("", "not relative ones"),
        ("http://", "not http ones"),
        ("https://user:pass@api.example.com/", "a URL with a name or password in it"),
        ("http://[::1", "cannot be sent"),
        ("http://0177.0.0.1/", "cannot be sent"),
        ("http://a\nb/", "cannot be sent"),
        ("http://api.example.com:99999/", "there is no port 99999"),
    ],
)
async def test_a_url_that_is_none_of_the_web_is_refused(url: str, reason: str):
    with pytest.raises(NotRetryable) as error:
        await sent(Egress(), "GET", url)
    assert reason in error.value.message
    assert "pass" not in error.value.message.replace("password", "").replace("/etc/passwd", "")


@pytest.mark.parametrize("headers", [{"X": "a\r\nY: b"}, {"Bad Name": "x"}, {"X": "é"}])
async def test_a_header_that_http_does_not_allow_is_refused(headers: dict[str, str]):
    async with serving(lambda _: response()) as server:
        with pytest.raises(NotRetryable):
            await sent(Egress(LOOPBACK), "GET", server.url(), headers=headers)
        assert server.received == []


async def test_an_answer_larger_than_the_limit_is_refused():
    async with serving(lambda _: response(body=b"x" * 2_000_000)) as server:
        with pytest.raises(NotRetryable, match="the answer is larger than 1 MB"):
            await sent(Egress(LOOPBACK, most_answer_bytes=1024 * 1024), "GET", server.url())


async def test_a_small_answer_that_unpacks_to_more_than_the_limit_is_refused():
    packed = gzip.compress(b"\0" * 50_000_000)
    async with serving(lambda _: response(body=packed, Content_Encoding="gzip")) as server:
        with pytest.raises(NotRetryable, match="larger than"):
            await sent(Egress(LOOPBACK, most_answer_bytes=1024 * 1024), "GET", server.url())


async def test_a_packed_answer_is_unpacked():
    async with serving(lambda _: response(body=gzip.compress(b"hello"), Content_Encoding="gzip")) as server:
        assert (await sent(Egress(LOOPBACK), "GET", server.url())).text == "hello"


async def test_an_answer_that_is_not_packed_as_it_says_is_an_error():
    async with serving(lambda _: response(body=b"plain", Content_Encoding="gzip")) as server:
        with pytest.raises(Unreachable, match="not packed as it says"):
            await sent(Egress(LOOPBACK), "GET", server.url())


async def test_a_service_that_does_not_answer_in_time_is_left():
    silent = asyncio.Event()

    async def never(_request: Received) -> bytes:
        await silent.wait()
        return b""

    async with serving(never) as server:
        with pytest.raises(TimedOut, match=r"gave no answer within 0.05 s") as error:
            await sent(Egress(LOOPBACK), "GET", server.url("/slow?key=hush"), timeout_s=0.05)
        silent.set()
    assert "hush" not in error.value.message
    assert error.value.retryable


@pytest.mark.parametrize("written", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhal", b"hello\r\n\r\n"])
async def test_a_service_that_breaks_off_is_an_error_that_may_pass(written: bytes):
    async with serving(lambda _: written) as server:
        egress = Egress(LOOPBACK, longest_answer_s=0.2)
        with pytest.raises(ActionError) as error:
            await sent(egress, "POST", server.url())
    assert error.value.retryable


async def test_nobody_listening_is_an_error_that_may_pass():
    async with serving(lambda _: response()) as server:
        port = server.port
    with pytest.raises(Unreachable, match=r"cannot connect to '127\.0\.0\.1'"):
        await sent(Egress(LOOPBACK), "GET", f"http://127.0.0.1:{port}/")


async def test_an_unknown_name_is_an_error_that_may_pass():
    with pytest.raises(Unreachable, match=r"the name 'no-such-host\.invalid' cannot be resolved"):
        await sent(Egress(), "GET", "http://no-such-host.invalid/")


async def test_a_kept_connection_that_the_service_closed_is_replaced():
    def answer(request: Received) -> bytes:
        return response(body=b"x") if request.target == "/keep" else b""

    async with serving(answer) as server:
        egress = Egress(LOOPBACK)
        await egress.send(HttpRequest(method="GET", url=server.url("/keep")))
        with pytest.raises(Unreachable):  # closes the first connection, and the one that replaced it
            await egress.send(HttpRequest(method="GET", url=server.url("/drop")))
        assert (server.connections, len(server.received)) == (2, 3)
        await egress.send(HttpRequest(method="GET", url=server.url("/keep")))
        with pytest.raises(Unreachable):  # it may have been done: not to be repeated by us
            await egress.send(HttpRequest(method="POST", url=server.url("/drop")))
        assert (server.connections, len(server.received)) == (3, 5)
        await egress.aclose()


async def test_cookies_of_one_customer_are_not_kept_for_another():
    async with serving(lambda _: response(Set_Cookie="session=hush; Path=/")) as server:
        egress = Egress(LOOPBACK)
        for _ in range(2):
            await egress.send(HttpRequest(method="GET", url=server.url()))
        await egress.aclose()
    assert "cookie" not in server.received[1].headers


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    async with serving(lambda _: response(body=b"x")) as server:
        assert (await sent(Egress(LOOPBACK), "GET", server.url())).content == b"x"


async def test_many_calls_at_once_are_answered_each():
    async with serving(lambda request: response(body=request.target.encode())) as server:
        egress = Egress(LOOPBACK)
        requests = [HttpRequest(method="GET", url=server.url(f"/{number}")) for number in range(100)]
        answers = await asyncio.gather(*(egress.send(request) for request in requests))
        assert [answer.text for answer in answers] == [f"/{number}" for number in range(100)]
        await egress.aclose()
