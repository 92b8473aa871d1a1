"""Raw connections: one login, and the role that each connection works as. Failures become one clear line."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

import asyncpg

from trunkline.errors import SetupError

OLDEST_VERSION = 15
_CONNECT_TIMEOUT_S = 10.0


class Role(StrEnum):
    """The two roles that the platform works as; neither owns the tables of the API."""

    API = "trunkline_api"
    ENGINE = "trunkline_engine"


async def open_connection(url: str, role: Role | None = None, *, application_name: str) -> asyncpg.Connection:
    """Connect to ``url``, as ``role`` or, without one, as the login itself.

    The role is a start-up setting, so ``RESET ROLE`` stays in it. A URL may name a socket: ``?host=/folder``.

    Raises:
        SetupError: the database cannot be reached or refuses us; says where and why, without the password.
    """
    settings = {"application_name": application_name, "jit": "off"} | ({"role": role.value} if role else {})
    try:
        return await asyncpg.connect(
            url.replace("+asyncpg", "", 1), timeout=_CONNECT_TIMEOUT_S, server_settings=settings
        )
    except (TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as wrong:
        raise SetupError(_explain(url, wrong)) from None


async def check(url: str) -> None:
    """Connect once and look at the version of the server.

    Raises:
        SetupError: it cannot be reached, refuses us, or is older than PostgreSQL 15.
    """
    connection = await open_connection(url, application_name="trunkline-check")
    try:
        version = connection.get_server_version()
    finally:
        await connection.close()
    if version.major < OLDEST_VERSION:
        raise SetupError(f"{describe(url)} runs PostgreSQL {version.major}; Trunkline needs {OLDEST_VERSION} or newer")


def describe(url: str) -> str:
    """Return which database ``url`` means, for people: never with user or password."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or parse_qs(parts.query).get("host", ["localhost"])[0]
        port = f":{parts.port}" if parts.port else ""
    except ValueError:
        return "the database of TRUNKLINE_DATABASE_URL"
    return f"the database {parts.path.lstrip('/') or 'postgres'!r} at {host}{port}"


def _explain(url: str, wrong: Exception) -> str:
    where = describe(url)
    match wrong:
        case asyncpg.InvalidPasswordError() | asyncpg.InvalidAuthorizationSpecificationError():
            return f"{where} refuses the login: check user and password in its URL"
        case asyncpg.InvalidCatalogNameError():
            return f"{where} does not exist: create it, or correct the name in its URL"
        case asyncpg.InvalidParameterValueError() if "role" in str(wrong):
            return f"{where} is not set up yet: run `trunkline db upgrade`"
        case asyncpg.InsufficientPrivilegeError():
            return f"{where} does not let this login work as Trunkline's roles: run `trunkline db upgrade`"
        case asyncpg.PostgresError():
            return f"{where} cannot be used: {wrong.args[0]}"
        case TimeoutError():
            return f"{where} does not answer within {_CONNECT_TIMEOUT_S:.0f} seconds"
        case OSError():
            return f"{where} cannot be reached: {wrong.strerror or wrong}"
        case _:  # the URL itself cannot be read; its text may hold the password, so it is not repeated
            return "TRUNKLINE_DATABASE_URL cannot be read: write it as postgresql://user:password@host:5432/name"
