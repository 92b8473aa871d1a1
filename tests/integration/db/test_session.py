from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa

from tests import factories
from trunkline.db.connect import Role, check, open_connection
from trunkline.db.models import Customer, Instance
from trunkline.db.session import Database
from trunkline.errors import SetupError


@pytest.fixture
async def one_connection(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url, api_pool=1, engine_pool=1)
    yield database
    await database.close()


async def test_a_session_commits_at_its_end(database: Database) -> None:
    actor = await factories.make_actor(database)

    async with database.api_session(actor.org_id) as session:
        session.add(Customer(org_id=actor.org_id, name="Kept"))

    async with database.api_session(actor.org_id) as session:
        assert (await session.scalars(sa.select(Customer.name))).all() == ["Kept"]


async def test_a_session_rolls_back_on_an_error(database: Database) -> None:
    actor = await factories.make_actor(database)

    async def fail_half_way() -> None:
        async with database.api_session(actor.org_id) as session:
            session.add(Customer(org_id=actor.org_id, name="Lost"))
            await session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail_half_way()

    async with database.api_session(actor.org_id) as session:
        assert (await session.scalars(sa.select(Customer.name))).all() == []


async def test_a_pooled_connection_forgets_the_organization_of_the_session_before(
    one_connection: Database,
) -> None:
    actor = await factories.make_actor(one_connection)
    other = await factories.make_actor(one_connection)
    await factories.make_customer(one_connection, actor.org_id)

    async with one_connection.api_session(actor.org_id) as session:
        assert len((await session.scalars(sa.select(Customer))).all()) == 1
        first = await session.scalar(sa.text("SELECT pg_backend_pid()"))
    async with one_connection.api_session(other.org_id) as session:
        assert (await session.scalars(sa.select(Customer))).all() == []
        assert await session.scalar(sa.text("SELECT pg_backend_pid()")) == first


async def test_rows_stay_readable_after_the_session_and_nothing_is_loaded_by_surprise(
    database: Database,
) -> None:
    actor = await factories.make_actor(database)
    customer = await factories.make_customer(database, actor.org_id)
    integration = await factories.make_integration(database, actor.org_id)
    await factories.make_instance(database, customer, integration, name="Mine")

    async with database.api_session(actor.org_id) as session:
        instance = (await session.scalars(sa.select(Instance))).one()

    assert instance.name == "Mine"
    with pytest.raises(sa.exc.InvalidRequestError, match="raise"):
        _ = instance.customer


@pytest.mark.parametrize("role", list(Role))
async def test_reset_role_stays_in_the_role(role: Role, database_url: str) -> None:
    connection = await open_connection(database_url, role, application_name="test")

    await connection.execute("RESET ROLE")
    await connection.execute("RESET ALL")

    assert await connection.fetchval("SELECT current_user") == role.value
    await connection.close()


async def test_a_raw_connection_is_the_engines_and_has_a_name_to_find_it_by(database: Database) -> None:
    connection = await database.connect_engine("test-journal")

    row = await connection.fetchrow(
        "SELECT current_user AS who, current_setting('jit') AS jit,"
        " (SELECT application_name FROM pg_stat_activity WHERE pid = pg_backend_pid()) AS name"
    )

    assert row is not None
    assert (row["who"], row["jit"], row["name"]) == ("trunkline_engine", "off", "test-journal")
    await connection.close()


async def test_a_connection_that_the_server_ended_is_replaced(one_connection: Database) -> None:
    actor = await factories.make_actor(one_connection)
    async with one_connection.api_session(actor.org_id) as session:
        pid = await session.scalar(sa.text("SELECT pg_backend_pid()"))
    killer = await open_connection(one_connection.url, application_name="test")
    assert await killer.fetchval("SELECT pg_terminate_backend($1, 5000)", pid)
    await killer.close()

    async with one_connection.api_session(actor.org_id) as session:
        assert await session.scalar(sa.text("SELECT pg_backend_pid()")) != pid


async def test_the_database_of_the_tests_passes_the_check(database_url: str) -> None:
    await check(database_url)


async def test_every_way_to_write_the_scheme_is_understood(database_url: str) -> None:
    for scheme in ("postgres://", "postgresql://", "postgresql+asyncpg://"):
        await check(database_url.replace("postgresql://", scheme, 1))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("trunkline:", "trunkline:wrong"), "refuses the login"),
        (("/test_", "/nowhere_"), "does not exist"),
        (("host=", "host=/nowhere"), "cannot be reached"),
        (("postgresql://", "mysql://"), "cannot be read"),
        (("port=5432", "port=abc"), "cannot be read"),
    ],
)
async def test_a_wrong_address_is_one_clear_line_without_the_password(
    change: tuple[str, str], message: str, database_url: str
) -> None:
    password = urlsplit(database_url).password

    with pytest.raises(SetupError, match=message) as raised:
        await check(database_url.replace(*change, 1))

    assert "\n" not in raised.value.message
    assert password
    assert password not in raised.value.message
