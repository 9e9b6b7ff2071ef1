"""Listening is looked at in the house of `cast.py`, from inside and behind its doors."""

from tests.commands.houses import show_house, sqlite_house, sqlite_stage
from tests.web.desk_house import kept, open_doors

__all__ = ["kept", "open_doors", "show_house", "sqlite_house", "sqlite_stage"]
