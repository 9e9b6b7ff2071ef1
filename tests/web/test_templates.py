"""Every template says everything in both languages, needs no inline code, and gives each reader what CONTEXT.md says."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from crisis.language.words import catalogue, known
from crisis.web import filters
from tests.web import samples
from tests.web.samples_pages import PAGES

TEMPLATES = Path(filters.__file__).parent / "templates"
CJK = re.compile(r"[\u3400-\u9fff]")


@pytest.fixture(scope="module")
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters.install(made, lambda name: f"/static/dist/{name}")
    return made


def drawn(environment: Environment, name: str, lang: str = "zh", **changes: Any) -> str:
    template, context = PAGES[name]
    return environment.get_template(template).render(**{**context(lang=lang), **changes})


class Seen(HTMLParser):
    """Collects what the tests below ask about: ids, inline code, forms and the texts of labels."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.inline: list[str] = []
        self.forms: list[dict[str, Any]] = []
        self.references: list[str] = []
        self.dialogs: dict[str, str] = {}
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        if "id" in named:
            self.ids.append(named["id"])
        self.inline += [f"{tag} {key}" for key in named if key == "style" or key.startswith("on")]
        if tag == "style" or (tag == "script" and "src" not in named and named.get("type") != "application/json"):
            self.inline.append(tag)
        for key in ("for", "aria-labelledby", "aria-describedby", "aria-controls", "list"):
            self.references += named.get(key, "").split()
        if "data-opens" in named:
            _, _, own_page = named.get("href", "").partition("dialog=")
            self.dialogs[own_page] = named["data-opens"]
        if tag == "form" and named.get("method") == "post":
            self.forms.append({"action": named["action"], "fields": set()})
        if tag == "input" and self.forms:
            self.forms[-1]["fields"].add(named.get("name", ""))


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_draws_whole_in_either_language(environment: Environment, name: str, lang: str) -> None:
    html = drawn(environment, name, lang)
    assert html.rstrip().endswith("</html>")
    assert (
        re.findall(
            r"\{[a-z_]+\}", re.sub(r"<script type=.application/json.*?</script>|data-then=\S+", "", html, flags=re.S)
        )
        == []
    )


def with_dialogs(environment: Environment, name: str) -> list[Seen]:
    """The page as it comes, and as the link of each dialog that it lacks draws it."""
    page = Seen(drawn(environment, name))
    lacking = [own for own, id in page.dialogs.items() if id not in page.ids]
    return [page, *(Seen(drawn(environment, name, dialog=own)) for own in lacking)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_carries_no_inline_code_and_no_doubled_id(environment: Environment, name: str) -> None:
    for seen in with_dialogs(environment, name):
        assert seen.inline == []
        assert sorted(seen.ids) == sorted(set(seen.ids))


@pytest.mark.parametrize("name", PAGES)
def test_what_a_page_points_at_is_on_the_page(environment: Environment, name: str) -> None:
    for seen in with_dialogs(environment, name):
        assert [one for one in seen.references if one not in seen.ids] == []


@pytest.mark.parametrize("name", PAGES)
def test_what_a_button_opens_is_on_the_page_or_on_the_one_it_leads_to(environment: Environment, name: str) -> None:
    for own, opened in Seen(drawn(environment, name)).dialogs.items():
        assert Seen(drawn(environment, name, dialog=own)).ids.count(opened) == 1


@pytest.mark.parametrize("name", PAGES)
def test_every_form_that_changes_something_carries_its_token(environment: Environment, name: str) -> None:
    for seen in with_dialogs(environment, name):
        assert seen.forms
        assert [form["action"] for form in seen.forms if "csrf" not in form["fields"]] == []


def test_a_fragment_keeps_the_fields_of_its_forms_but_nobodys_token(environment: Environment) -> None:
    whole = samples.room()
    context = {key: whole[key] for key in ("now", "can", "crisis")} | {
        "reader": {"lang": "zh", "zone": "Asia/Shanghai", "role": "lead"}
    }
    html = environment.get_template("crises/_item.html").render(**context, csrf="", item=whole["periods"][2]["rows"][0])
    assert html.strip().startswith("<li") or html.strip().endswith("</li>")
    assert 'name="csrf" value=""' in html
    assert 'name="op_id" value=""' in html


def test_no_words_are_written_into_templates() -> None:
    texts = {path: re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S) for path in TEMPLATES.rglob("*.html")}
    assert [path.name for path, text in texts.items() if CJK.search(text)] == []


def test_every_key_a_template_names_is_in_the_catalogue() -> None:
    named = set()
    for path in TEMPLATES.rglob("*.html"):
        named |= set(re.findall(r"\bt\(['\"]([a-z0-9_.]+)['\"][,)]", path.read_text("utf-8")))
    assert sorted(key for key in named if not known(key)) == []


def test_every_word_of_the_pages_is_used_by_a_template_or_a_script() -> None:
    sources = [path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")]
    sources += [path.read_text("utf-8") for path in (TEMPLATES.parent / "frontend").rglob("*.js")]
    text = "\n".join(sources)

    def used(key: str) -> bool:
        stem = key.rsplit(".", 1)[0] + "."
        return key in text or f"'{stem}' ~" in text or (key.startswith("ui.js.") and f'"{key[6:]}"' in text)

    ours = [key for key in catalogue() if key.startswith(("ui.", "page."))]
    assert [key for key in ours if not used(key) and not key.startswith(COMPOSED)] == []


# Words whose key is put together in two steps or in Python.
COMPOSED = ("ui.time.", "page.check.", "ui.js.mine", "ui.js.theirs", "ui.seat.", "ui.stage.", "ui.five_s.")


def test_markup_in_what_people_typed_stays_text(environment: Environment) -> None:
    nasty = "<img src=x onerror=alert(1)>"
    whole = samples.room()
    whole["timeline"]["rows"][0]["sentence"] = nasty
    whole["facts"][0]["statement"] = nasty + "'"
    html = environment.get_template("crises/room.html").render(**whole)
    assert "<img" not in html
    assert Seen(html).inline == []


ZONE = {"reader": {"lang": "zh", "zone": "Asia/Shanghai"}, "now": samples.NOW}
TIMES = [
    ("short", "zh", samples.at(15, "22:00"), "22:00"),
    ("short", "zh", samples.at(16, "07:40"), "次日 07:40"),
    ("short", "en", samples.at(16, "07:40"), "tomorrow 07:40"),
    ("short", "zh", samples.at(17, "07:40"), "09-17 07:40"),
    ("moment", "zh", samples.at(17, "07:40"), "9月17日 07:40"),
    ("moment", "en", "2026-09-16T23:40:00Z", "17 Sep, 07:40"),
    ("clock_seconds", "zh", samples.NOW, "21:06:12"),
    ("field_time", "zh", samples.at(15, "09:05"), "2026-09-15T09:05"),
    ("short", "zh", None, "—"),
    ("hms", "zh", 124428, "34:33:48"),
    ("hms", "zh", -7980, "+02:13:00"),
    ("span", "zh", 5199, "1:26"),
    ("lasting", "zh", 16 * 86400, "16 天"),
    ("lasting", "en", 11520, "3 h 12 min"),
    ("number", "zh", 12000, "1.2 万"),
    ("number", "en", 12000, "12K"),
    ("number", "zh", 1800, "1,800"),
    ("money", "zh", 250000, "2,500"),
    ("money", "zh", 250050, "2,500.50"),
    ("signed", "zh", -6, "−6"),
    ("letter", "zh", "总经理", "总"),
    ("letter", "zh", "Anna Berg", "AB"),
    ("urgency", "zh", 3600, "urgent"),
    ("urgency", "zh", 40000, "soon"),
    ("urgency", "zh", 44000, "calm"),
    ("urgency", "zh", -1, "over"),
]


@pytest.mark.parametrize(("name", "lang", "value", "shown"), TIMES)
def test_a_value_is_written_as_the_reader_expects(
    environment: Environment, name: str, lang: str, value: Any, shown: str
) -> None:
    context = {**ZONE, "reader": {**ZONE["reader"], "lang": lang}, "value": value}
    assert environment.from_string(f"{{{{ value|{name} }}}}").render(**context) == shown


def test_a_time_without_a_zone_is_a_defect(environment: Environment) -> None:
    with pytest.raises(ValueError, match="without a zone"):
        environment.from_string("{{ '2026-09-15T09:00'|short }}").render(**ZONE)


def test_the_bar_stands_where_the_clock_stands(environment: Environment) -> None:
    html = drawn(environment, "room")
    assert re.search(r'class="past" [^>]*width="([0-9.]+)%"', html).group(1) == "27.99"  # type: ignore[union-attr]
    assert ">34:33:48<" in html
