"""To come."""


def add(commands: object) -> None:
    pass
