"""The first release: all tables, and the triggers that keep the record append-only."""

from alembic import op

from crisis.store.append_only import forbid_changes
from crisis.store.schema import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    metadata.create_all(op.get_bind())
    forbid_changes(op.get_bind())
