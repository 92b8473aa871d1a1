"""Alembic runs this file; the connection is always given by ``trunkline.db.migrate``."""

from __future__ import annotations

from alembic import context

from trunkline.db import models  # noqa: F401 - importing them fills the metadata
from trunkline.db.base import Base
from trunkline.db.migrate import is_ours

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
