"""The template grammar: texts, slots and choices pass; everything that could reach, run or swell is refused at once."""

from __future__ import annotations

import time
from importlib.metadata import version

import pytest
from hypothesis import given, settings, strategies as st
from jinja2.sandbox import ImmutableSandboxedEnvironment

from crisis.domain.errors import Invalid, Refused
from crisis.press.render import OUTPUT_LIMIT, names, render

FORBIDDEN = [
    # swelling
    "{{ 'a' * 500000000 }}",
    "{{ x * 500000000 }}",
    "{{ 'a' ~ x }}",
    "{{ '%900000000d' % 1 }}",
    "{{ 9 ** 9 ** 9 }}",
    "{{ 1 + 1 }}",
    "{{ -1 }}",
    "{{ x | center(900000000) }}",
    "{{ x | indent(900000000) }}",
    "{{ x | trim('a') }}",
    "{{ x | replace('', x) }}",
    "{{ x | batch(1) }}",
    "{{ x | format(1) }}",
    "{{ x | wordwrap(1) }}",
    "{{ range(10 ** 9) }}",
    "{% for i in range(999999999) %}a{% endfor %}",
    "{% for i in x %}{% for j in x %}a{% endfor %}{% endfor %}",
    "{% for i in x recursive %}{{ loop(x) }}{% endfor %}",
    "{{ lipsum(n=999999) }}",
    "{{ [x, x, x] }}",
    "{{ {'a': x} }}",
    "{{ (x, x) }}",
    "{{ x[0:9] }}",
    # reaching
    "{{ x.__class__ }}",
    "{{ x.__class__.__mro__[1].__subclasses__() }}",
    "{{ x['__class__'] }}",
    "{{ x | attr('__class__') }}",
    "{{ x | map(attribute='__class__') }}",
    "{{ x | safe }}",
    "{{ x | tojson }}",
    "{{ x | pprint }}",
    "{{ x | xmlattr }}",
    "{{ x.format(x) }}",
    "{{ x() }}",
    "{{ x.upper() }}",
    "{{ self }}",
    "{{ self._TemplateReference__context }}",
    "{{ loop }}",
    "{{ caller() }}",
    "{{ super() }}",
    "{{ cycler }}",
    "{{ dict }}",
    "{{ namespace }}",
    "{{ __name__ }}",
    "{{ _x }}",
    "{{ X }}",
    "{{ varargs }}",
    # saying something other than slots
    "{{ 'text' }}",
    "{{ 1 }}",
    "{{ true }}",
    "{{ none }}",
    "{{ x if y else z }}",
    "{{ x == y }}",
    "{{ x and y }}",
    "{{ not x }}" + "{{ x is defined }}",
    "{% if x is defined %}a{% endif %}",
    "{% if x == y %}a{% endif %}",
    "{% if x | trim %}a{% endif %}",
    "{% if not not x %}a{% endif %}",
    "{% if 1 %}a{% endif %}",
    "{% set x = 'a' %}",
    "{% set x %}a{% endset %}",
    "{% macro m() %}{{ m() }}{% endmacro %}",
    "{% call m() %}a{% endcall %}",
    "{% filter upper %}a{% endfilter %}",
    "{% block b %}a{% endblock %}",
    "{% include 'holding.txt' %}",
    "{% extends 'holding.txt' %}",
    "{% import 'holding.txt' as h %}",
    "{% from 'holding.txt' import h %}",
    "{% with a = x %}{{ a }}{% endwith %}",
    "{% autoescape false %}{{ x }}{% endautoescape %}",
    "{% do x %}",
    "{% debug %}",
    "{% trans %}a{% endtrans %}",
    # breaking the reader
    "{{ x",
    "{% if x %}a",
    "{{ }}",
    "{% endif %}",
    "{{ x | }}",
    "{{ x | nonsense }}",
    "{{ " + "(" * 20_000 + "x" + ")" * 20_000 + " }}",
    "{% if x %}" * 3_000 + "{% endif %}" * 3_000,
    "{% if x %}" * 5 + "a" + "{% endif %}" * 5,
    "{{ " + "9" * 6_000 + " }}",
    "{{ x" + " | trim" * 5_000 + " }}",
    "{{ x }}" * 401,
    "a" * (64 * 1024 + 1),
]


@pytest.mark.parametrize("source", FORBIDDEN, ids=range(len(FORBIDDEN)))
def test_a_template_of_another_grammar_is_refused_within_a_second(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(Invalid) as refused:
        names(source)
    assert refused.value.code.startswith("template.")
    assert time.perf_counter() - started < 1


def test_the_bare_sandbox_would_have_let_a_bomb_through() -> None:
    bare = ImmutableSandboxedEnvironment()
    assert len(bare.from_string("{{ 'a' * 1000000 }}{{ x | center(1000000) }}").render(x="x")) == 2_000_000


def test_the_engine_is_not_older_than_its_last_known_escape() -> None:
    assert tuple(int(part) for part in version("jinja2").split(".")[:3]) >= (3, 1, 6)


def test_the_refusal_names_the_line() -> None:
    with pytest.raises(Invalid) as refused:
        names("一\n二\n{{ x.y }}\n")
    assert refused.value.params == {"field": "source", "line": 3, "what": "Getattr"}


@pytest.mark.parametrize(
    ("source", "shown", "asked"),
    [
        ("只有文字", (), ()),
        ("{{ bb }}和{{ aa }}和{{ bb }}", ("bb", "aa"), ()),
        ("{{ aa | trim | upper }}", ("aa",), ()),
        ("{% if aa %}有{{ aa }}{% else %}{{ bb }}{% endif %}", ("aa", "bb"), ("aa",)),
        ("{% if not aa %}没有{% elif bb %}{{ cc }}{% endif %}", ("cc",), ("aa", "bb")),
        ("{# 说明 {{ x.y }} #}{% raw %}{{ x.y }}{% endraw %}", (), ()),
    ],
)
def test_texts_slots_and_choices_pass_with_the_names_they_need(
    source: str, shown: tuple[str, ...], asked: tuple[str, ...]
) -> None:
    found = names(source)
    assert (found.shown, found.asked) == (shown, asked)


PIECES = ["{{", "}}", "{%", "%}", " if ", " endif ", " else ", "aa", "x_y", "|", "trim", ".", "*", "9", "'a'", "(", ")", " for ", " in ", "[", "]", "~", "\n", "{#", "#}", "-", " not ", "self", "__class__"]  # noqa: E501 # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30))
def test_whatever_is_written_is_refused_or_stays_as_small_as_its_parts(parts: list[str]) -> None:
    source = "".join(parts)
    try:
        draft = render(source, {"aa": "v" * 100, "x_y": "w" * 100}, "en")
    except Refused:
        return
    assert len(draft.text) <= min(len(source) * 100, OUTPUT_LIMIT)
