"""Describes the JSON API as OpenAPI 3.1, read off the routes themselves and the models their bodies go through."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel
from werkzeug.routing import Map

from crisis import __version__

PREFIX = "/api/v1"
PROBLEM = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "field": {"type": "string"},
    },
    "required": ["type", "title", "status"],
}


def takes(model: type[BaseModel]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Mark a door with the model of its body, so that it is described where it is used."""

    def mark(function: Callable[..., Any]) -> Callable[..., Any]:
        function.body_model = model  # type: ignore[attr-defined]
        return function

    return mark


def document(routes: Map, functions: Mapping[str, Callable[..., Any]]) -> dict[str, Any]:
    """The whole description; every path under /api/v1 is in it."""
    paths: dict[str, Any] = {}
    schemas: dict[str, Any] = {"Problem": PROBLEM}
    for rule in sorted(routes.iter_rules(), key=lambda r: r.rule):
        if not rule.rule.startswith(PREFIX) or rule.rule.endswith("openapi.json"):
            continue
        path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            operation = _operation(functions[rule.endpoint], method, sorted(rule.arguments), schemas)
            paths.setdefault(path, {})[method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {"title": "Crisis console", "version": __version__},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer"},
                "session": {"type": "apiKey", "in": "cookie", "name": "sid"},
            },
        },
        "security": [{"bearer": []}, {"session": []}],
    }


def _operation(
    function: Callable[..., Any], method: str, arguments: list[str], schemas: dict[str, Any]
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "summary": (function.__doc__ or "").strip().split("\n")[0],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}} for name in arguments
        ],
        "responses": {
            "2XX": {"description": "done", "content": {"application/json": {}}},
            "4XX": _problem("refused"),
            "5XX": _problem("not known, or not now"),
        },
    }
    if method != "GET":
        told["parameters"].append(
            {"name": "Idempotency-Key", "in": "header", "required": False, "schema": {"type": "string", "minLength": 8}}
        )
    model = getattr(function, "body_model", None)
    if model is not None and method != "GET":
        schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(schema.pop("$defs", {}))
        name = f"{model.__module__.rsplit('.', 1)[-1].title()}{model.__name__}"
        schemas[name] = schema
        content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
        told["requestBody"] = {"required": True, "content": content}
    return told


def _problem(text: str) -> dict[str, Any]:
    return {
        "description": text,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
