"""A long queue must not slow the claim: ``python -m benchmarks.backlog`` compares a million waiting runs with few.

The same worker takes from a queue of ``--few`` and from one of ``--many`` executions; finished by SQL, then the ratio.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from pathlib import Path
from uuid import UUID

import asyncpg
from tests.stack import Stack

from benchmarks import load, measure
from benchmarks.seed import seed
from trunkline import clock
from trunkline.api import ids
from trunkline.db import migrate, models
from trunkline.db.embedded import EmbeddedPostgres
from trunkline.db.session import Database
from trunkline.executions import ingest, payload
from trunkline.executions.deployments import Deployed, Deployments
from trunkline.executions.payload import Incoming
from trunkline.secrets import Keyring, load_root_key


async def fill(url: str, deployed: Deployed, flow_config_id: UUID, count: int) -> float:
    """Queue ``count`` executions the way ingest does; return the seconds it took."""
    database = Database(url)
    connection = await database.connect_engine("trunkline-bench")
    packed = payload.pack_request(
        Incoming({"content-type": "application/json"}, {}, "", load.body().encode(), "application/json")
    )
    began = time.monotonic()
    for _ in range(0, count, ingest.MAX_BATCH):
        batch = [
            deployed.new_execution(
                flow_config_id, models.InvokeType.WEBHOOK, at=clock.now(), payload=packed, is_test=False
            )
            for _ in range(ingest.MAX_BATCH)
        ]
        async with connection.transaction():
            await ingest.write(connection, batch)
    await connection.execute("ANALYZE")
    await connection.close()
    await database.close()
    return time.monotonic() - began


async def rate(connection: asyncpg.Connection, stack: Stack, seconds: float) -> float:
    """Start a worker, let it warm up, and return how many executions it finishes in a second."""
    worker = stack.start_worker()
    while not await connection.fetchval("SELECT EXISTS (SELECT FROM execution WHERE status >= 2)"):
        await asyncio.sleep(0.05)
    await asyncio.sleep(3)
    since = clock.now()
    await asyncio.sleep(seconds)
    until = clock.now()
    await asyncio.to_thread(stack.kill, worker)
    return await measure.finished(connection, since, until) / (until - since).total_seconds()


async def measured(count: int, seconds: float) -> tuple[float, float]:
    """Return finished/s with ``count`` waiting executions, and the seconds that queueing them took."""
    with tempfile.TemporaryDirectory(prefix="trunkline-bench-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        async with EmbeddedPostgres(home) as postgres:
            await migrate.upgrade(postgres.url)
            (target, *_) = await seed(postgres.url, home, customers=1, instances_each=1)
            stack = Stack(postgres.url, home)
            await asyncio.to_thread(stack.start, workers=0)  # makes the partitions
            deployed, flow_config_id = await _deployed(postgres.url, home, target.path)
            filled_s = await fill(postgres.url, deployed, flow_config_id, count)
            connection = await asyncpg.connect(postgres.url)
            try:
                return await rate(connection, stack, seconds), filled_s
            finally:
                await connection.close()
                await asyncio.to_thread(stack.stop)


async def _deployed(url: str, home: Path, path: str) -> tuple[Deployed, UUID]:
    flow_config_id = ids.decode(path.rpartition("/")[2], "InstanceFlowConfig")
    database = Database(url)
    async with database.engine_session() as session:
        config = await session.get_one(models.InstanceFlowConfig, flow_config_id)
        instance = await session.get_one(models.Instance, config.instance_id)
    assert instance.deployment_id is not None
    deployed = await Deployments(database, Keyring(load_root_key(home / "root.key")), base_url="").get(
        instance.deployment_id
    )
    await database.close()
    return deployed, flow_config_id


def main() -> None:
    """Run the measurement."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--few", type=int, default=100_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--seconds", type=float, default=15)
    args = parser.parse_args()
    few, _ = asyncio.run(measured(args.few, args.seconds))
    many, filled_s = asyncio.run(measured(args.many, args.seconds))
    result = {
        "few_per_s": round(few),
        "many_per_s": round(many),
        "ratio": round(many / few, 2),
        "filled_s": round(filled_s),
    }
    for name, value in result.items():
        print(f"{name:<14}{value:>10}")
    print(json.dumps({"benchmark": "backlog", "few": args.few, "many": args.many, **result}))


if __name__ == "__main__":
    main()
