"""The ways to tell a web service who calls."""

from __future__ import annotations

import base64

from trunkline.sdk import Connection, ConnectionValue, Inputs, NotRetryable
from trunkline.sdk.fields import password, string

AUTHORIZATION = "Authorization"


class Basic(Inputs):
    """A name and a password."""

    username = string("Username", required=True, comments="The name to sign in with.")
    password = password("Password", comments="Its password.")


class ApiKey(Inputs):
    """A key, sent in a header."""

    api_key = password("API key", required=True, comments="The key that the service gave you.")
    header_name = string("Header", default=AUTHORIZATION, comments="The header that the service reads the key from.")
    prefix = string("Prefix", comments="What stands before the key; empty: Bearer in Authorization, nothing elsewhere.")


class Bearer(Inputs):
    """A token, sent as Authorization: Bearer."""

    token = password("Token", required=True, comments="The token that the service gave you.")


basic = Connection(key="basic", label="Basic Auth", inputs=Basic, comments="A username and a password.")
api_key = Connection(key="apiKey", label="API Key", inputs=ApiKey, comments="A key in a header of your choice.")
bearer = Connection(key="bearer", label="Bearer Token", inputs=Bearer, comments="A fixed bearer token.")


def headers_of(connection: ConnectionValue | None) -> dict[str, str]:
    """Return the headers that show who calls; connections of other components work when they look alike.

    Raises:
        NotRetryable: the connection holds nothing that a header could be made of.
    """
    if connection is None:
        return {}
    token = connection.token.get("access_token") or connection.text("token")
    if token:
        return {AUTHORIZATION: f"Bearer {token}"}
    if connection.text("apiKey"):
        return _api_key_header(connection)
    if connection.text("username"):
        pair = f"{connection.text('username')}:{connection.text('password')}"
        return {AUTHORIZATION: "Basic " + base64.b64encode(pair.encode()).decode()}
    raise NotRetryable(
        f"connection {connection.key!r} has no token, API key or username; fill one in or choose another"
    )


def _api_key_header(connection: ConnectionValue) -> dict[str, str]:
    header = connection.text("headerName") or AUTHORIZATION
    prefix = connection.text("prefix") or ("Bearer" if header.lower() == AUTHORIZATION.lower() else "")
    return {header: f"{prefix} {connection.text('apiKey')}".lstrip()}
