"""Integrations, their flows and variables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    _create_integration()
    _create_flow()
    _create_required_config_variable()


def downgrade() -> None:
    op.drop_table("required_config_variable")
    op.drop_table("flow")
    op.drop_table("integration")


def _create_integration() -> None:
    op.create_table(
        "integration",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("sequence_id", sa.UUID(), nullable=False, index=True),
        sa.Column("is_draft", sa.Boolean(), nullable=False),
        sa.Column("version_number", sa.Integer(), nullable=False),
        sa.Column("version_is_latest", sa.Boolean(), nullable=False),
        sa.Column("version_is_available", sa.Boolean(), nullable=False),
        sa.Column("version_comment", sa.Text(), nullable=True),
        sa.Column("version_attributes", postgresql.JSONB(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_by_id", sa.UUID(), sa.ForeignKey("app_user.id", ondelete="SET NULL"), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("documentation", sa.Text(), nullable=False),
        sa.Column("labels", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "uq_integration_org_name",
        "integration",
        ["org_id", "name"],
        unique=True,
        postgresql_where=sa.text("is_draft"),
    )
    op.create_index(
        "uq_integration_sequence_draft",
        "integration",
        ["sequence_id"],
        unique=True,
        postgresql_where=sa.text("is_draft"),
    )
    op.create_index(
        "uq_integration_sequence_version",
        "integration",
        ["sequence_id", "version_number"],
        unique=True,
        postgresql_where=sa.text("NOT is_draft"),
    )


def _create_flow() -> None:
    op.create_table(
        "flow",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "integration_id",
            sa.UUID(),
            sa.ForeignKey("integration.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("stable_key", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_synchronous", sa.Boolean(), nullable=False),
        sa.Column("endpoint_security_type", sa.Text(), nullable=False),
        sa.Column("trigger_component_key", sa.Text(), nullable=False),
        sa.Column("trigger_action_key", sa.Text(), nullable=False),
        sa.UniqueConstraint("integration_id", "stable_key"),
    )


def _create_required_config_variable() -> None:
    op.create_table(
        "required_config_variable",
        sa.Column("id", sa.UUID(), primary_key=True),
        sa.Column(
            "org_id",
            sa.UUID(),
            sa.ForeignKey("organization.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "integration_id",
            sa.UUID(),
            sa.ForeignKey("integration.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column("stable_key", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("data_type", sa.Text(), nullable=False),
        sa.Column("collection_type", sa.Text(), nullable=True),
        sa.Column("default_value", sa.Text(), nullable=True),
        sa.Column("pick_list", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("org_only", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("spec", postgresql.JSONB(), nullable=False),
        sa.UniqueConstraint("integration_id", "stable_key"),
    )
