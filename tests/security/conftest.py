"""What leaves the house is looked at in the house of `cast.py`."""

from tests.commands.houses import another, house, postgres_house, postgres_show, show_house, sqlite_house

__all__ = ["another", "house", "postgres_house", "postgres_show", "show_house", "sqlite_house"]
