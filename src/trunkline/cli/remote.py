"""The API as the command line speaks it: GraphQL in, plain data or one of our errors out."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import httpx

from trunkline.cli import home
from trunkline.errors import Invalid, NotFound, NotSignedIn, SetupError, TrunklineError
from trunkline.settings import Settings, load

_TIMEOUT_S = 60.0
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class Remote:
    """A server and the token to talk to it with."""

    def __init__(self, url: str, token: str) -> None:
        self.url = url.rstrip("/")
        beside_proxy = urlsplit(self.url).hostname in _LOOPBACK
        headers = {"Authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=self.url, headers=headers, timeout=_TIMEOUT_S, trust_env=not beside_proxy)

    def ask(self, document: str, variables: Mapping[str, object] | None = None) -> dict[str, Any]:
        """Send a GraphQL document and return its data.

        Raises:
            SetupError: the server cannot be reached, or what answers is not Trunkline.
            NotSignedIn: it does not know the token.
            TrunklineError: it refuses the document.
        """
        try:
            response = self.http.post("/api", json={"query": document, "variables": dict(variables or {})})
        except (httpx.HTTPError, httpx.InvalidURL) as wrong:
            raise unreachable(self.url, wrong) from None
        return _data_of(self.url, response)

    def change(self, document: str, given: Mapping[str, object]) -> dict[str, Any]:
        """Send a mutation of one field with ``input`` and return its payload.

        Raises:
            Invalid: the server found fault with the input; says where.
            TrunklineError: as ``ask``.
        """
        wanted = {name: value for name, value in given.items() if value is not None}
        (payload,) = self.ask(document, {"input": wanted}).values()
        if payload["errors"]:
            raise Invalid("; ".join(map(_in_words, payload["errors"])))
        return dict(payload)

    def pages(
        self, document: str, variables: Mapping[str, object] | None = None, *, limit: int | None = None
    ) -> Iterator[dict[str, Any]]:
        """Yield the nodes of a connection, page after page; its document takes ``$first`` and ``$after``.

        The connection is the innermost one with ``nodes`` and ``pageInfo`` under the only field asked for.
        """
        after, left = "", limit
        while left is None or left > 0:
            asked = {**(variables or {}), "first": min(left or 100, 100), "after": after}
            connection = _connection_in(self.ask(document, asked))
            yield from connection["nodes"]
            if not connection["pageInfo"]["hasNextPage"]:
                return
            after = connection["pageInfo"]["endCursor"]
            left = None if left is None else left - len(connection["nodes"])


def connect() -> Remote:
    """Return the server of ``TRUNKLINE_URL`` and ``TRUNKLINE_TOKEN``, else the one that runs in this home.

    Raises:
        SetupError: nothing says which server and token to take.
    """
    settings = load()
    known = home.load_credentials(settings.home)
    url = settings.url or (known.url if known else None)
    token = _token_for(url, settings, known)
    if url is None or token is None:
        raise SetupError(
            "no server is known: set TRUNKLINE_URL and TRUNKLINE_TOKEN, or go to where `trunkline dev` runs"
        )
    return Remote(url, token)


def _token_for(url: str | None, settings: Settings, known: home.Credentials | None) -> str | None:
    if settings.token:
        return settings.token.get_secret_value()
    # A token of this home is for its own server: it is not sent to any other.
    return known.token if known and url == known.url else None


def global_id(kind: str, given: str) -> str:
    """Return the API's id of a ``kind``, from that id itself or from the short one that tables show.

    Raises:
        Invalid: it is the id of something else.
    """
    if "-" in given:
        return base64.b64encode(f"{kind}:{given}".encode()).decode()
    if _decoded(given).partition(":")[0] != kind:
        raise Invalid(f"{given!r} is not the id of a {kind}")
    return given


def short_id(given: str) -> str:
    """Return the part of an API id that people look at."""
    return _decoded(given).partition(":")[2]


def found(node: dict[str, Any] | None, kind: str, given: str) -> dict[str, Any]:
    """Return ``node`` when the server knows it.

    Raises:
        NotFound: it does not.
    """
    if node is None:
        raise NotFound(f"there is no {kind} {given}")
    return node


def unreachable(url: str, wrong: Exception) -> SetupError:
    """Return the error for a server that does not answer."""
    return SetupError(f"{url} cannot be reached: {str(wrong) or type(wrong).__name__}")


def _data_of(url: str, response: httpx.Response) -> dict[str, Any]:
    if response.status_code == 401:
        raise NotSignedIn(f"{url} does not know this token: make one with `trunkline token create`")
    try:
        answer = response.json()
    except ValueError:
        raise SetupError(f"{url} is no Trunkline server: it answers {response.status_code} without JSON") from None
    if answer.get("errors"):
        raise TrunklineError("; ".join(error["message"] for error in answer["errors"]))
    if answer.get("data") is None:
        raise SetupError(f"{url} answers {response.status_code}: {answer.get('error', 'no data')}")
    return dict(answer["data"])


def _in_words(error: Mapping[str, Any]) -> str:
    said = ", ".join(error["messages"])
    return said if error["field"] == "__all__" else f"{error['field']}: {said}"


def _connection_in(data: Mapping[str, Any]) -> dict[str, Any]:
    (value,) = data.values()
    while "pageInfo" not in value:
        (value,) = (part for part in value.values() if isinstance(part, dict))
    return dict(value)


def _decoded(given: str) -> str:
    try:
        return base64.b64decode(given, validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise Invalid(f"{given!r} is not an id") from None
