from __future__ import annotations

import sqlalchemy as sa

from tests import factories
from trunkline.db.models import Instance
from trunkline.db.session import Database


async def test_the_factories_make_a_deployed_instance_with_an_execution(database: Database) -> None:
    actor = await factories.make_actor(database)
    customer = await factories.make_customer(database, actor.org_id)
    integration = await factories.make_integration(database, actor.org_id)
    flow = await factories.make_flow(database, integration)
    instance = await factories.make_instance(database, customer, integration)
    config = await factories.make_flow_config(database, instance, flow)
    deployment = await factories.make_deployment(database, instance)
    execution = await factories.make_execution(
        database, actor.org_id, instance_id=instance.id, flow_config_id=config.id
    )
    await factories.make_step_result(database, execution)
    await factories.make_log(database, execution)

    async with database.api_session(actor.org_id) as session:
        stored = (await session.scalars(sa.select(Instance))).one()

    assert stored.deployment_id == deployment.id
    assert not stored.needs_deploy
