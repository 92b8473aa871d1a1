"""The tables of the dispatch queue, made by the queue's own installer."""

from __future__ import annotations

from typing import cast

from alembic import op
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment
from pgqueuer.domain.settings import DBSettings, Durability
from sqlalchemy.engine import AdaptedConnection

revision = "0005"
down_revision = "0004"

# The claim's plan flips to sorting the whole backlog when statistics call the queue empty, so the queue is
# analyzed after every few hundred changes, and dead rows go early.
_QUEUE_STORAGE = """
ALTER TABLE pgqueuer SET (
    fillfactor = 70,
    autovacuum_vacuum_threshold = 500, autovacuum_vacuum_scale_factor = 0.01,
    autovacuum_vacuum_cost_delay = 0,
    autovacuum_vacuum_insert_threshold = 1000, autovacuum_vacuum_insert_scale_factor = 0.02,
    autovacuum_analyze_threshold = 200, autovacuum_analyze_scale_factor = 0.01
);
"""


def upgrade() -> None:
    queue = QueryBuilderEnvironment(DBSettings(durability=Durability.durable))
    _run_script(queue.build_install_query())
    _run_script(queue.build_optimize_autovacuum_query())
    _run_script(_QUEUE_STORAGE)


def downgrade() -> None:
    _run_script(QueryBuilderEnvironment(DBSettings(durability=Durability.durable)).build_uninstall_query())


def _run_script(script: str) -> None:
    """Run many statements in the migration's transaction; only the driver itself takes them as one text."""
    connection = cast("AdaptedConnection", op.get_bind().connection.dbapi_connection)
    connection.run_async(lambda raw: raw.execute(script))
