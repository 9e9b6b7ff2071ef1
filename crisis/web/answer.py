"""How a request is answered: a page for people, JSON for programs, and each refusal as a sentence with its status.

A body is read through a pydantic model, from JSON or from a form alike. A time without a zone is refused in JSON; in a
form it is read in the firm's zone, which the page names beside the field.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Self, TypeVar
from urllib.parse import quote
from zoneinfo import ZoneInfo

from flask import Response, current_app, g, jsonify, redirect, request
from pydantic import (
    AfterValidator,
    AliasChoices,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError
from sqlalchemy.exc import IntegrityError

from crisis.domain.errors import Absent, Invalid, Refused
from crisis.language.words import known, say
from crisis.web import bare, confirming, reader, strict_json

Model = TypeVar("Model", bound="Body")


class Body(BaseModel):
    """What a write may carry; an unknown field is refused, so that nothing is silently dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="after")
    def _countable(self) -> Self:
        """No number beyond 63 bits: the database has none."""
        if any(isinstance(value, int) and not -(2**63) <= value < 2**63 for value in vars(self).values()):
            raise PydanticCustomError("number", "beyond 63 bits")
        return self


class NotJson(Invalid):
    """The body is of another kind than was asked for."""

    status = 415


FORMS = ("", "application/x-www-form-urlencoded", "multipart/form-data")
ENVELOPE_FIELDS = ("csrf", "op_id", "next")
EARLIEST, LATEST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)


def _thinkable(moment: datetime) -> datetime:
    if not EARLIEST <= moment <= LATEST:
        raise PydanticCustomError("moment", "not a time of ours")
    return moment


Moment = Annotated[AwareDatetime, AfterValidator(_thinkable)]
WAIT = {429: "300", 503: "2"}


def wants_json() -> bool:
    """Programs, and our own scripts, ask for JSON by path or by Accept header."""
    accept = request.accept_mimetypes
    return request.path.startswith("/api/") or (accept.accept_json and not accept.accept_html)


def body(model: type[Model]) -> Model:
    """The request's body as `model`, or `Invalid` naming the first field that does not fit."""
    given = _json() if is_json() else _form(model)
    try:
        return model.model_validate(given)
    except ValidationError as failure:
        raise unfit(failure) from None


def unfit(failure: ValidationError) -> Invalid:
    """A pydantic refusal as ours."""
    first = failure.errors()[0]
    name = ".".join(str(part) for part in first["loc"]) or "body"
    codes = {
        "missing": "field.required",
        "extra_forbidden": "field.unknown",
        "timezone_aware": "field.zone",
        "moment": "field.time",
        "string_too_long": "field.too_long",
        "string_too_short": "field.required",
    }
    code = codes.get(first["type"], "field.shape")
    return Invalid(code, field=name, limit=first.get("ctx", {}).get("max_length", ""))


def is_json() -> bool:
    """Whether the body is JSON; a body that is neither JSON nor a form is refused, so that no word of it is dropped."""
    if request.is_json:
        return True
    if request.mimetype not in FORMS and request.get_data(cache=True):
        raise NotJson("body.json", field="body")
    return False


def sent_json() -> Any:
    """The JSON of the body, read once and strictly."""
    if "sent_json" not in g:
        g.sent_json = strict_json.read(request.get_data(cache=True))
    return g.sent_json


def _json() -> Any:
    given = sent_json()
    if not isinstance(given, dict):
        raise Invalid("body.json", field="body")
    return {k: v for k, v in given.items() if k not in ENVELOPE_FIELDS}


def _form(model: type[Body]) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        values = next((found for n in names_of(name, field) if (found := request.form.getlist(n))), [])
        if not values or values == [""]:
            continue
        is_list = "list" in str(field.annotation)
        given[name] = values if is_list else _zoned(values[-1], str(field.annotation))
    return given


def names_of(name: str, field: FieldInfo) -> list[str]:
    """The names under which a form may send a field: its own, and those of its aliases."""
    alias = field.validation_alias
    others = alias.choices if isinstance(alias, AliasChoices) else []
    return [name, *(other for other in others if isinstance(other, str) and other != name)]


def _zoned(value: str, annotation: str) -> Any:
    if "datetime" not in annotation.lower():
        return value
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return value
    zone = ZoneInfo(current_app.config["SETTINGS"].org["timezone"])
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)


def op_id() -> str | None:
    """The mark under which this wish has one effect; forms without one get a fresh one and no protection."""
    given = request.headers.get("Idempotency-Key")
    if not given:
        carried = sent_json() if request.is_json and request.content_length else request.form
        given = carried.get("op_id") if isinstance(carried, Mapping) else None
    if given is None and not wants_json():
        return str(uuid.uuid4())
    if given and not isinstance(given, str):
        raise Invalid("op_id.shape", field="op_id")
    return given or None


def act(command: Callable[..., dict[str, Any]], *, back: str = "", code: int = 200, **wish: Any) -> Any:
    """Run one command for this reader and answer: JSON to programs, a redirect to `back` for people."""
    done = command(current_app.extensions["work"], reader.actor(), op_id=op_id(), at=reader.now(), **wish)
    if wants_json():
        return jsonify(done), code
    return redirect(own_place(request.form.get("next", "")) or back.format_map(done) or "/", code=303)


def word(key: str, lang: str, otherwise: str) -> str:
    """The words of a key, or the code itself where the catalogue has none."""
    return say(key, lang) if known(key) else otherwise


def plain_time(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value


def own_place(target: str) -> str:
    """A path on this host, or nothing; browsers read `\\` as `/` and skip blanks and controls."""
    strange = any(c == "\\" or c <= " " or c == "\x7f" for c in target)
    return target if target.startswith("/") and not target.startswith("//") and not strange else ""


def problem(failure: Refused) -> dict[str, Any]:
    """The refusal as a problem document (RFC 9457) in the reader's language."""
    lang, code = reader.lang(), f"error.{failure.code}"
    carried = ("field", "mine", "theirs", "version", "limit", "state", "row", "line", "ability")
    return {
        "type": f"urn:crisis:{failure.code}",
        "title": _sentence(code, failure, lang),
        "status": failure.status,
        "detail": say(f"{code}.next", lang) if known(f"{code}.next") else "",
        **{k: v for k, v in failure.params.items() if k in carried},
        **({"confirm": confirming.DOOR} if failure.code == confirming.NEEDED else {}),
    }


def refuse(failure: Refused) -> Any:
    """Every refusal as an answer: to the sign-in page, as JSON, or as a page that says what to do next."""
    if failure.status == 401 and not wants_json() and request.method == "GET":
        return redirect(f"/signin?next={quote(request.path)}", code=303)
    headers = {"Retry-After": WAIT[failure.status]} if failure.status in WAIT else {}
    if not wants_json():
        told = problem(failure)
        drawn = confirming.page(told) if confirming.asked(failure) else bare.draw("error.html", problem=told)
        return drawn, failure.status, headers
    response: Response = jsonify(problem(failure))
    response.status_code = failure.status
    response.content_type = "application/problem+json"
    response.headers.update(headers)
    return response


def _sentence(code: str, failure: Refused, lang: str) -> str:
    if not known(code):
        code = failure.code if known(failure.code) else "error.unnamed"
    params = {k: _label(v, lang) for k, v in failure.params.items()}
    return say(code, lang, **{"what": "", "field": "", "limit": "", **params})


def _label(value: Any, lang: str) -> Any:
    key = f"field.{value}"
    return say(key, lang) if isinstance(value, str) and known(key) else value


def defect(failure: Exception) -> Any:
    """A defect of ours: the log keeps the trace under a mark, the person gets the mark and what is safe to do.

    No defect is that a wish named a row which is not there: the database said so.
    """
    if isinstance(failure, IntegrityError) and "foreign key" in str(failure.orig).lower():
        return refuse(Absent("absent", what=""))
    mark = uuid.uuid4().hex[:8]
    current_app.logger.exception("defect %s", mark, exc_info=failure)
    told = Refused("defect", mark=mark)
    told.status = 500
    return refuse(told)
