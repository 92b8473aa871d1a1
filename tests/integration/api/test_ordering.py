from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.factories.accounts import make_actor
from tests.factories.deployments import make_customer
from trunkline.api.ordering import Order, after, complete, decode_cursor, encode_cursor
from trunkline.db.models import Customer
from trunkline.db.session import Database


@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("then_descending", [True, False])
async def test_rows_after_a_cursor_are_right_even_where_values_are_missing(
    database: Database, descending: bool, then_descending: bool
) -> None:
    actor = await make_actor(database)
    for external_id in ("a", None, "b", None, "c"):
        await make_customer(database, actor.org_id, external_id=external_id)
    chosen = [
        Order("EXTERNAL", Customer.external_id, descending),
        Order("DESCRIPTION", Customer.description, then_descending),
    ]
    orders = complete(chosen, Customer, newest_first=False)
    statement = sa.select(Customer.id, *(order.expression for order in orders)).where(Customer.org_id == actor.org_id)
    statement = statement.order_by(*(order.clause for order in orders))
    async with database.api_session(actor.org_id) as session:
        whole = (await session.execute(statement)).all()
        assert len(whole) == 5
        for at, row in enumerate(whole):
            values = decode_cursor(encode_cursor(orders, row[1:]), orders, field="after")
            rest = (await session.execute(statement.where(after(orders, values)))).all()
            assert rest == whole[at + 1 :]


async def test_an_index_can_answer_orders_that_all_go_one_way() -> None:
    orders = complete([Order("NAME", Customer.name, True)], Customer, newest_first=False)
    text = str(after(orders, ["x", None]).compile())
    assert text.startswith("(customer.name, customer.id) <")
