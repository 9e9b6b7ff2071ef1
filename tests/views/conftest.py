"""What leaves the house is looked at in the house of `cast.py`."""

from tests.commands.houses import (
    house,
    postgres_house,
    postgres_show,
    prepared,
    rehearsed,
    show_house,
    sqlite_house,
    sqlite_stage,
)

__all__ = [
    "house",
    "postgres_house",
    "postgres_show",
    "prepared",
    "rehearsed",
    "show_house",
    "sqlite_house",
    "sqlite_stage",
]
