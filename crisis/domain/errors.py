"""What can go wrong for a person, each with the code of its sentence and its HTTP status.

`code` is a key of the word catalogue (`error.<code>`), `params` its placeholders; `status` follows
RFC 9110. Doors turn a `Refused` into a sentence in the reader's language; nothing else is shown to people.
"""

from __future__ import annotations

from typing import Any


class Refused(Exception):
    """A wish that was not carried out; nothing was changed and nothing was said."""

    status = 409

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params: dict[str, Any] = params


class Invalid(Refused):
    """The input has a wrong shape, length or value; `params["field"]` names where."""

    status = 422


class NotSignedIn(Refused):
    """Nobody is known on this connection."""

    status = 401


class NotAllowed(Refused):
    """The person is known and may not do this."""

    status = 403


class Absent(Refused):
    """There is no such thing, or none that this person may know of."""

    status = 404


class IllegalMove(Refused):
    """The rules of the trade forbid this step from the present state."""

    status = 409


class Conflict(Refused):
    """Somebody else changed the same row; `params` carries `mine` and `theirs` so that no text is lost."""

    status = 409


class TooLarge(Refused):
    """The body or a field is over its limit; `params["limit"]` in bytes or characters."""

    status = 413


class StorageFull(Refused):
    """The disk takes no more; reading goes on."""

    status = 507


class OutcomeUnknown(Refused):
    """The store did not answer whether the commit happened; the same `op_id` may safely be sent again."""

    status = 503
