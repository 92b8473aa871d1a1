import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from trunkline.cli import home, remote
from trunkline.cli.remote import Remote
from trunkline.errors import Invalid, NotSignedIn, SetupError, TrunklineError

UUID = "0198c0de-0000-7000-8000-000000000001"


class Server:
    """A server that gives prepared answers in turn and keeps what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, str]] = []
        self.asked: list[dict[str, Any]] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.asked.append(json.loads(body) | {"token": self.headers["Authorization"]})
                status, text = outer.answers.pop(0)
                self.send_response(status)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: object) -> None:
                pass

        self.http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}"

    def will_say(self, **data: object) -> None:
        self.answers.append((200, json.dumps({"data": data})))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = threading.Thread(target=server.http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.http.shutdown()
    thread.join()
    server.http.server_close()


@pytest.fixture
def client(server: Server) -> Iterator[Remote]:
    client = Remote(server.url, "tl_token")
    yield client
    client.http.close()


def test_the_token_goes_with_every_question(server: Server, client: Remote):
    server.will_say(me={"id": "1"})
    assert client.ask("{ me { id } }") == {"me": {"id": "1"}}
    assert server.asked == [{"query": "{ me { id } }", "variables": {}, "token": "Bearer tl_token"}]


def test_all_pages_are_read_until_the_last(server: Server, client: Remote):
    server.will_say(customers={"nodes": [1, 2], "pageInfo": {"hasNextPage": True, "endCursor": "c2"}})
    server.will_say(customers={"nodes": [3], "pageInfo": {"hasNextPage": False, "endCursor": "c3"}})
    assert list(client.pages("…")) == [1, 2, 3]
    assert [asked["variables"]["after"] for asked in server.asked] == ["", "c2"]


def test_no_more_is_asked_for_than_the_limit(server: Server, client: Remote):
    server.will_say(logs={"nodes": [1, 2], "pageInfo": {"hasNextPage": True, "endCursor": "c"}})
    assert list(client.pages("…", limit=2)) == [1, 2]
    assert server.asked[0]["variables"]["first"] == 2


def test_a_connection_below_another_object_is_found(server: Server, client: Remote):
    page = {"nodes": [1], "pageInfo": {"hasNextPage": False, "endCursor": None}}
    server.will_say(instance={"flowConfigs": page})
    assert list(client.pages("…")) == [1]


def test_what_the_server_finds_wrong_is_told_with_its_field(server: Server, client: Remote):
    wrong = [{"field": "name", "messages": ["is taken"]}, {"field": "__all__", "messages": ["no"]}]
    server.will_say(createCustomer={"customer": None, "errors": wrong})
    with pytest.raises(Invalid, match=r"^name: is taken; no$"):
        client.change("…", {"name": "x", "externalId": None})
    assert server.asked[0]["variables"] == {"input": {"name": "x"}}


@pytest.mark.parametrize(
    ("status", "text", "error", "said"),
    [
        (401, '{"errors": []}', NotSignedIn, "does not know this token"),
        (200, '{"errors": [{"message": "no such field"}], "data": null}', TrunklineError, "no such field"),
        (404, "<html>", SetupError, "is no Trunkline server"),
        (503, '{"error": "too busy"}', SetupError, "answers 503: too busy"),
    ],
)
def test_each_refusal_is_one_clear_error(
    server: Server, client: Remote, status: int, text: str, error: type[Exception], said: str
):
    server.answers.append((status, text))
    with pytest.raises(error, match=said):
        client.ask("{ me { id } }")


def test_a_server_that_is_down_is_named(server: Server):
    gone = Remote("http://127.0.0.1:1", "tl_token")
    with pytest.raises(SetupError, match=r"http://127\.0\.0\.1:1 cannot be reached"):
        gone.ask("{ me { id } }")
    gone.http.close()


def test_an_id_is_taken_short_and_long():
    long = remote.global_id("Instance", UUID)
    assert remote.global_id("Instance", long) == long
    assert remote.short_id(long) == UUID


@pytest.mark.parametrize("given", ["?", "nonsense", remote.global_id("Customer", UUID)])
def test_an_id_of_something_else_is_refused(given: str):
    with pytest.raises(Invalid, match="is not"):
        remote.global_id("Instance", given)


@pytest.fixture
def in_home(tmp_path, monkeypatch: pytest.MonkeyPatch):
    for name in ("TRUNKLINE_URL", "TRUNKLINE_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TRUNKLINE_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("in_home")
def test_without_server_and_home_it_says_what_to_set():
    with pytest.raises(SetupError, match="set TRUNKLINE_URL and TRUNKLINE_TOKEN"):
        remote.connect()


def test_the_server_of_the_home_is_taken_with_its_token(in_home):
    home.save_credentials(in_home, home.Credentials("http://127.0.0.1:9", "o@example.com", "p", "tl_home"))
    found = remote.connect()
    assert (found.url, found.http.headers["Authorization"]) == ("http://127.0.0.1:9", "Bearer tl_home")
    found.http.close()


def test_the_token_of_the_home_is_never_sent_to_another_server(in_home, monkeypatch: pytest.MonkeyPatch):
    home.save_credentials(in_home, home.Credentials("http://127.0.0.1:9", "o@example.com", "p", "tl_home"))
    monkeypatch.setenv("TRUNKLINE_URL", "https://elsewhere.example")
    with pytest.raises(SetupError, match="set TRUNKLINE_URL and TRUNKLINE_TOKEN"):
        remote.connect()
