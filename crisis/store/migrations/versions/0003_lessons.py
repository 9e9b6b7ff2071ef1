"""The table of lessons, where an older database lacks it."""

from alembic import op

from crisis.store.lessons import lessons

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    lessons.create(op.get_bind(), checkfirst=True)
