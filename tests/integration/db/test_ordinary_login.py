"""An external database whose login is no superuser, as hosted ones give out."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import asyncpg
import pytest

from tests import factories
from trunkline import clock
from trunkline.db import migrate, partitions
from trunkline.db.connect import Role, open_connection
from trunkline.db.models import Customer
from trunkline.db.session import Database
from trunkline.errors import SetupError

LOGIN = "plain_login"


@pytest.fixture
async def superuser(empty_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    """Return somebody who may do everything in a database that ``LOGIN`` owns."""
    connection = await asyncpg.connect(empty_database_url)
    name = urlsplit(empty_database_url).path.lstrip("/")
    await connection.execute(f"CREATE ROLE {LOGIN} LOGIN PASSWORD 'plain'")
    await connection.execute(f"ALTER DATABASE {name} OWNER TO {LOGIN}")
    yield connection
    await connection.execute(f"REASSIGN OWNED BY {LOGIN} TO CURRENT_USER; DROP OWNED BY {LOGIN}; DROP ROLE {LOGIN}")
    await connection.close()


@pytest.fixture
def login_url(empty_database_url: str, superuser: asyncpg.Connection) -> str:
    """Return the address of the empty database for ``LOGIN``."""
    return re.sub(r"//.*@", f"//{LOGIN}:plain@", empty_database_url)


async def test_the_login_gets_the_sql_for_its_superuser_and_then_can_do_everything(
    login_url: str, superuser: asyncpg.Connection
) -> None:
    with pytest.raises(SetupError, match="let a superuser run once") as raised:
        await migrate.upgrade(login_url)
    await superuser.execute(raised.value.message.partition("run once: ")[2])

    await migrate.upgrade(login_url)

    assert await migrate.differences(login_url) == []
    database = Database(login_url)
    actor = await factories.make_actor(database)
    await factories.make_customer(database, actor.org_id)
    async with database.api_session(actor.org_id) as session:
        session.add(Customer(org_id=actor.org_id, name="By the API"))
    await database.close()
    engine = await open_connection(login_url, Role.ENGINE, application_name="test")
    assert await partitions.ensure(engine, clock.now().date()) != []
    assert await partitions.drop_before(engine, clock.now().date().replace(year=2100)) != []
    await engine.execute("TRUNCATE pgqueuer_log")
    await engine.close()


async def test_a_login_without_rights_to_the_roles_is_told_to_upgrade(
    login_url: str, superuser: asyncpg.Connection
) -> None:
    with pytest.raises(SetupError, match="run `trunkline db upgrade`"):
        await open_connection(login_url, Role.ENGINE, application_name="test")
