"""Writes the rights table as a page: `python -m tests.stack.rights > docs/rights.md`; a test holds the page to the table."""

from __future__ import annotations

from crisis.domain.people import ROLES
from crisis.domain.permissions import matrix

HEAD = """# Rights

Made from `crisis/domain/matrix.yaml` by `python -m tests.stack.rights`; do not edit by hand. What is no row is refused.
"""


def page() -> str:
    """The whole page."""
    table = matrix()
    lines = [HEAD, "| ability | " + " | ".join(ROLES) + " |", "| --- |" + " :-: |" * len(ROLES)]
    lines += [f"| `{name}` | " + " | ".join(row[role] for role in ROLES) + " |" for name, row in table.rows.items()]
    lines += ["", "| cell | demands |", "| --- | --- |"]
    lines += [f"| {cell} | {meaning} |" for cell, meaning in table.cells.items()]
    lists = {
        "Ask for a sign-in confirmed within five minutes": table.step_up,
        "Refused on what is one's own": table.never_on_own,
        "Need no membership of a crisis": table.outside,
        "What the console itself may do": table.console,
    }
    for title, names in lists.items():
        lines += ["", f"**{title}:** " + ", ".join(f"`{name}`" for name in sorted(names)) + "."]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(page(), end="")
