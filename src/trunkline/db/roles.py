"""The two roles. They belong to the whole server, so several databases of one server share them."""

from __future__ import annotations

import asyncpg

from trunkline.db.connect import Role
from trunkline.errors import SetupError

_ATTRIBUTES = {Role.API: "NOLOGIN NOBYPASSRLS", Role.ENGINE: "NOLOGIN BYPASSRLS"}
_LOOK = """
SELECT rolname, rolbypassrls, pg_has_role(current_user, oid, $2) AS may_become
FROM pg_roles WHERE rolname = ANY ($1::text[])
"""
_ATTEMPTS = 5


async def ensure(connection: asyncpg.Connection) -> None:
    """Create what is missing of the roles and let the login of ``connection`` work as them.

    Raises:
        SetupError: the login may not do that; the message is the SQL for somebody who may.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        statements = await _missing(connection)
        try:
            for statement in statements:
                await connection.execute(statement)
        except asyncpg.InsufficientPrivilegeError:
            raise SetupError(
                "this login may not create Trunkline's roles; let a superuser run once: " + " ".join(statements)
            ) from None
        except (asyncpg.DuplicateObjectError, asyncpg.UniqueViolationError, asyncpg.InternalServerError):
            # Somebody does the same for another database of this server: look again what is left.
            if attempt == _ATTEMPTS:
                raise
        else:
            return


async def _missing(connection: asyncpg.Connection) -> list[str]:
    # Since 16 being a member does not mean that SET ROLE is allowed.
    right = "SET" if connection.get_server_version().major >= 16 else "MEMBER"
    rows = await connection.fetch(_LOOK, [role.value for role in Role], right)
    found = {row["rolname"]: row for row in rows}
    login = await connection.fetchval("SELECT quote_ident(current_user)")
    statements: list[str] = []
    for role, attributes in _ATTRIBUTES.items():
        row = found.get(role.value)
        if row is None:
            statements.append(f"CREATE ROLE {role} {attributes};")
        elif row["rolbypassrls"] != (role is Role.ENGINE):
            statements.append(f"ALTER ROLE {role} {attributes};")
        if row is None or not row["may_become"]:
            statements.append(f"GRANT {role} TO {login};")
    return statements
