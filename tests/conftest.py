"""What every test can ask for; each fixture is described where it is made."""

from __future__ import annotations

pytest_plugins = [
    "tests.stack.skips",
    "tests.stack.postgres_cluster",
    "tests.stack.redis_server",
    "tests.stack.browser",
    "tests.stack.console",
    "tests.commands.houses",
    "tests.web.desk_house",
    "tests.security.front_rooms",
]
