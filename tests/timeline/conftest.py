"""The timeline is looked at in the house of `tests/commands/cast.py`, by command and through its doors."""

from tests.commands.houses import show_house, sqlite_house, sqlite_stage
from tests.web.desk_house import kept, open_doors

__all__ = ["kept", "open_doors", "show_house", "sqlite_house", "sqlite_stage"]
