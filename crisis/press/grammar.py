"""What a template of ours may contain, checked on its syntax tree before anything is compiled.

Text, `{{ name }}`, `{{ name | filter }}` with a filter of FILTERS and no arguments, and `{% if name %} … {% else %} …
{% endif %}` with a name or `not` a name. No loops, calls, attributes, operators, constants, macros, includes or
assignments: a template is then a list of pieces, each written at most once, so its cost is bounded by its size and no
rule of the sandbox is ever put to the test.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from jinja2 import TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crisis.domain.errors import Invalid

SOURCE_LIMIT = 64 * 1024
PIECES_LIMIT = 400
DEPTH_LIMIT = 4
FILTERS = ("trim", "lower", "upper", "capitalize")
NAME = re.compile(r"[a-z][a-z0-9_]{1,39}")
RESERVED = frozenset(
    {"self", "super", "loop", "caller", "varargs", "kwargs", "range", "dict", "lipsum", "cycler", "namespace"}
)
ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Filter, nodes.If, nodes.Not)


@dataclass(frozen=True, slots=True)
class Names:
    """Names in order of appearance: `shown` are written out, `asked` are only looked at to choose a passage."""

    shown: tuple[str, ...]
    asked: tuple[str, ...]


def check(environment: ImmutableSandboxedEnvironment, source: str) -> Names:
    """The names a template needs; refused with its line when it contains anything else."""
    if len(source.encode("utf-8", "replace")) > SOURCE_LIMIT:
        raise Invalid("template.too_large", field="source", limit=SOURCE_LIMIT)
    try:
        tree = environment.parse(source)
        return _walk(tree)
    except TemplateSyntaxError as error:
        raise Invalid("template.syntax", field="source", line=error.lineno) from error
    except (RecursionError, ValueError, OverflowError) as error:
        raise Invalid("template.syntax", field="source", line=1) from error


def _walk(tree: nodes.Template) -> Names:
    shown: dict[str, None] = {}
    asked: dict[str, None] = {}
    pieces = 0
    waiting: list[tuple[nodes.Node, int, bool]] = [(tree, 0, False)]
    while waiting:
        node, depth, test = waiting.pop()
        pieces += 1
        _allowed(node, depth)
        if pieces > PIECES_LIMIT:
            raise Invalid("template.too_many", field="source", limit=PIECES_LIMIT, line=node.lineno)
        if isinstance(node, nodes.Name):
            (asked if test else shown)[node.name] = None
        waiting += reversed(list(_inner(node, depth, test)))
    return Names(tuple(shown), tuple(asked))


def _inner(node: nodes.Node, depth: int, test: bool) -> list[tuple[nodes.Node, int, bool]]:
    if not isinstance(node, nodes.If):
        return [(child, depth, test) for child in node.iter_child_nodes()]
    if not isinstance(node.test, nodes.Name | nodes.Not):
        raise Invalid("template.not_allowed", field="source", line=node.lineno, what=type(node.test).__name__)
    return [(child, depth + 1, child is node.test) for child in node.iter_child_nodes()]


def _allowed(node: nodes.Node, depth: int) -> None:
    fault = None
    if type(node) not in ALLOWED or depth > DEPTH_LIMIT:
        fault = type(node).__name__
    elif (
        isinstance(node, nodes.Name)
        and (not NAME.fullmatch(node.name) or node.name in RESERVED or node.ctx != "load")
        or isinstance(node, nodes.Filter)
        and (
            node.name not in FILTERS
            or node.args
            or node.kwargs
            or node.dyn_args
            or node.dyn_kwargs
            or node.node is None
        )
    ):
        fault = node.name[:40]
    elif isinstance(node, nodes.Not) and not isinstance(node.node, nodes.Name):
        fault = "not"
    if fault is not None:
        raise Invalid("template.not_allowed", field="source", line=node.lineno, what=fault)
