"""Database triggers that refuse to change or remove an event, an approval, a publication, a stage or the bytes of a file."""

from __future__ import annotations

from sqlalchemy import Connection

FIRST = ("events", "approvals", "publications", "stages", "levels", "ops")
TABLES = (*FIRST, "file_pieces")

_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION crisis_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING MESSAGE = 'append-only: ' || TG_TABLE_NAME;
END $$
"""


def forbid_changes(conn: Connection, names: tuple[str, ...] = FIRST) -> None:
    """Create the triggers; run once for each table, by the migration that creates it."""
    if conn.dialect.name == "postgresql":
        conn.exec_driver_sql(_POSTGRES_FUNCTION)
    for name in names:
        if conn.dialect.name == "postgresql":
            conn.exec_driver_sql(
                f"CREATE TRIGGER {name}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                "FOR EACH STATEMENT EXECUTE FUNCTION crisis_append_only()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            conn.exec_driver_sql(
                f"CREATE TRIGGER {name}_no_{verb.lower()} BEFORE {verb} ON {name} "
                f"BEGIN SELECT RAISE(ABORT, 'append-only: {name}'); END"
            )
