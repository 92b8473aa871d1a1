"""Executions, step results and logs, partitioned by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    _create_execution()
    _create_step_result()
    _create_log()


def downgrade() -> None:
    op.drop_table("log")
    op.drop_table("step_result")
    op.drop_table("execution")


def _create_execution() -> None:
    op.create_table(
        "execution",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column("org_id", sa.UUID(), nullable=False),
        sa.Column("customer_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("integration_id", sa.UUID(), nullable=False),
        sa.Column("flow_config_id", sa.UUID(), nullable=False),
        sa.Column("deployment_id", sa.UUID(), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("invoke_type", sa.SmallInteger(), nullable=False),
        sa.Column("attempt", sa.SmallInteger(), nullable=False),
        sa.Column("is_test", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("failed_step", sa.Text(), nullable=True),
        postgresql_partition_by="RANGE (id)",
    )
    op.create_index(op.f("ix_execution_instance_id_id"), "execution", ["instance_id", "id"])
    op.create_index(op.f("ix_execution_org_id_id"), "execution", ["org_id", "id"])
    op.execute("CREATE TABLE execution_default PARTITION OF execution DEFAULT")


def _create_step_result() -> None:
    op.create_table(
        "step_result",
        sa.Column("execution_id", sa.UUID(), primary_key=True),
        sa.Column("position", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("org_id", sa.UUID(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=False),
        sa.Column("loop_path", sa.Text(), nullable=False),
        sa.Column("branch", sa.Text(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("error", sa.Text(), nullable=True),
        sa.Column("size_bytes", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=True),
        sa.Column("blob_key", sa.Text(), nullable=True),
        postgresql_partition_by="RANGE (execution_id)",
    )
    op.execute("CREATE TABLE step_result_default PARTITION OF step_result DEFAULT")


def _create_log() -> None:
    op.create_table(
        "log",
        sa.Column("execution_id", sa.UUID(), primary_key=True),
        sa.Column("line", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("org_id", sa.UUID(), nullable=False),
        sa.Column("instance_id", sa.UUID(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("severity", sa.SmallInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("step_name", sa.Text(), nullable=True),
        sa.Column("loop_path", sa.Text(), nullable=False),
        postgresql_partition_by="RANGE (execution_id)",
    )
    op.create_index(op.f("ix_log_org_id_at"), "log", ["org_id", "at"])
    op.execute("CREATE TABLE log_default PARTITION OF log DEFAULT")
