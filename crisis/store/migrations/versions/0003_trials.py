"""Back-tests of changed rules, which run beside the requests and outlive a restart."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "trials",
        sa.Column("id", KEY, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("base", KEY, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by_name", sa.String(length=80), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("runner", sa.String(length=40), nullable=True),
        sa.Column("beat_at", TIME, nullable=True),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("since", TIME, nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
    )
    op.create_index(op.f("ix_trials_state"), "trials", ["state"], unique=False)
