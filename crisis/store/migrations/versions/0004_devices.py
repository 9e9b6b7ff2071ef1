"""What kind of device a session was opened on, so that its person knows it again in their list."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sessions", sa.Column("device", sa.String(length=20), nullable=True))
