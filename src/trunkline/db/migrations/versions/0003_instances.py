"""Instances, deployments, schedules."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    _create_instance()
    _create_deployment()
    _create_instance_config_variable()
    _create_instance_flow_config()
    _create_schedule()
    _create_due_instant()
    # an instance names its deployment and the other way round: one of the two keys comes afterwards
    op.create_foreign_key(None, "instance", "deployment", ["deployment_id"], ["id"], ondelete="SET NULL")


def downgrade() -> None:
    op.drop_constraint(op.f("fk_instance_deployment_id"), "instance")
    op.drop_table("due_instant")
    op.drop_table("schedule")
    op.drop_table("instance_flow_config")
    op.drop_table("instance_config_variable")
    op.drop_table("deployment")
    op.drop_table("instance")


def _create_instance() -> None:
    op.create_table(
        "instance",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "customer_id",
            sa.UUID(),
            sa.ForeignKey("customer.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("integration_id", sa.UUID(), sa.ForeignKey("integration.id"), nullable=False, index=True),
        sa.Column("deployment_id", sa.UUID(), nullable=True, index=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("is_system", sa.Boolean(), nullable=False),
        sa.Column("global_debug", sa.Boolean(), nullable=False),
        sa.Column("config_state", sa.Text(), nullable=False),
        sa.Column("needs_deploy", sa.Boolean(), nullable=False),
        sa.Column("last_deployed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("org_id", "customer_id", "name"),
    )


def _create_deployment() -> None:
    op.create_table(
        "deployment",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "instance_id",
            sa.UUID(),
            sa.ForeignKey("instance.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("integration_id", sa.UUID(), sa.ForeignKey("integration.id"), nullable=False, index=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("config", postgresql.JSONB(), nullable=False),
        sa.Column("flows", postgresql.JSONB(), nullable=False),
        sa.Column("created_by_id", sa.UUID(), sa.ForeignKey("app_user.id", ondelete="SET NULL"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("instance_id", "number"),
    )


def _create_instance_config_variable() -> None:
    op.create_table(
        "instance_config_variable",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "instance_id",
            sa.UUID(),
            sa.ForeignKey("instance.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("stable_key", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=True),
        sa.Column("schedule_type", sa.Text(), nullable=True),
        sa.Column("time_zone", sa.Text(), nullable=True),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("instance_id", "stable_key"),
    )


def _create_instance_flow_config() -> None:
    op.create_table(
        "instance_flow_config",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "instance_id",
            sa.UUID(),
            sa.ForeignKey("instance.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("flow_stable_key", sa.Text(), nullable=False),
        sa.Column("api_keys", sa.LargeBinary(), nullable=True),
        sa.Column("test_payload", sa.Text(), nullable=True),
        sa.Column("test_content_type", sa.Text(), nullable=True),
        sa.Column("test_headers", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.UniqueConstraint("instance_id", "flow_stable_key"),
    )


def _create_schedule() -> None:
    op.create_table(
        "schedule",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "instance_id",
            sa.UUID(),
            sa.ForeignKey("instance.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("cron", sa.Text(), nullable=False),
        sa.Column("time_zone", sa.Text(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
    )
    op.create_index(
        op.f("ix_schedule_next_at"), "schedule", ["next_at"], postgresql_where=sa.text("next_at IS NOT NULL")
    )


def _create_due_instant() -> None:
    op.create_table(
        "due_instant",
        sa.Column("schedule_id", sa.UUID(), sa.ForeignKey("schedule.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("due_at", sa.DateTime(timezone=True), primary_key=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("execution_id", sa.UUID(), nullable=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
    )
