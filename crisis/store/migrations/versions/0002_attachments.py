"""Files laid over entries of a room, and their bytes, which nothing may change."""

import sqlalchemy as sa
from alembic import op

from crisis.store.append_only import forbid_changes

revision = "0002"
down_revision = "0001"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "file_pieces",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", "number", name=op.f("pk_file_pieces")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", KEY, nullable=False),
        sa.Column("crisis_id", KEY, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("sent_sha256", sa.String(length=64), nullable=False),
        sa.Column("person_id", KEY, nullable=True),
        sa.Column("person_name", sa.String(length=80), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=80), nullable=True),
        sa.Column("withdrawn_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(["crisis_id"], ["crises.id"], name=op.f("fk_attachments_crisis_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_crisis_id"), "attachments", ["crisis_id"], unique=False)
    forbid_changes(op.get_bind(), ("file_pieces",))
