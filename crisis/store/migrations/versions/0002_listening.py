"""Tables that the metadata has and an older database lacks: rules of the firm, sensitivities, acts by hand."""

from alembic import op

from crisis.store.schema import metadata

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    metadata.create_all(op.get_bind())
