"""What every page must be, whatever it says."""

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.template import Engine
from tests.web import rendered

Html = Callable[[str, str], str]
PAGES = sorted(rendered.pages())
LANGUAGES = ("fr", "en", "ar")
# A letter is in the language of whom it is for, or the one asked for, whoever reads it.
OWN_LANGUAGE = {"notice": "fr", "notice-in-arabic": "ar"}
TEMPLATES = Path(Engine.get_default().dirs[0])


class Tags(HTMLParser):
    """The tags of a page with their attributes, and those left open."""

    VOID = frozenset({"meta", "link", "input", "br", "wbr", "img", "hr"})
    SELF_CLOSED = frozenset({"path", "line", "rect", "circle"})

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.opened: list[str] = []
        self.wrong: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.opened.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.opened or self.opened.pop() != tag:
            self.wrong.append(tag)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_made_whole(html: Html, name: str, language: str) -> None:
    text = html(name, language)
    tags = Tags(text)
    assert "missing:" not in text
    assert tags.wrong == []
    assert tags.opened == []
    language = OWN_LANGUAGE.get(name, language)
    assert f'lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in text


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_references_lead_somewhere(html: Html, name: str) -> None:
    tags = Tags(html(name, "fr")).found
    ids = [attributes["id"] for _tag, attributes in tags if "id" in attributes]
    assert [each for each, times in Counter(ids).items() if times > 1] == []
    for tag, attributes in tags:
        for reference in ("for", "aria-labelledby", "aria-describedby"):
            for each in (attributes.get(reference) or "").split():
                assert each in ids, (tag, reference, each)
        href = attributes.get("href") or ""
        if href.startswith("#"):
            assert href[1:] in ids, href


@pytest.mark.parametrize("name", PAGES)
def test_a_page_has_one_heading_one_main_and_a_title(html: Html, name: str) -> None:
    text = html(name, "fr")
    assert len(re.findall(r"<h1\b", text)) == 1
    assert text.count("<main") == 1
    assert re.search(r"<title>[^<]{3,}</title>", text)


def test_no_template_holds_a_style_or_a_script_of_its_own() -> None:
    for path in TEMPLATES.rglob("*.html"):
        text = path.read_text("utf-8")
        assert not re.search(r"\sstyle=", text), path
        assert not re.search(r"\son[a-z]+=", text), path
        assert "<style" not in text, path
        assert "hx-on" not in text, path
        for script in re.findall(r"<script[^>]*>([^<]*)</script>", text):
            assert script == "", path


def test_every_template_compiles() -> None:
    engine = Engine.get_default()
    for path in TEMPLATES.rglob("*.html"):
        engine.get_template(path.relative_to(TEMPLATES).as_posix())


def test_a_wrong_form_keeps_what_was_typed_and_leads_to_the_field(html: Html) -> None:
    text = html("deposit-new-wrong", "fr")
    assert 'value="31/02/2026"' in text
    assert 'href="#deposited_on"' in text
    assert 'aria-describedby="deposited_on-hint deposited_on-why"' in text


def test_what_a_file_contained_is_never_markup(html: Html) -> None:
    assert "3140<mark>O</mark>72556" in html("deposit-refused", "fr")


def test_the_reading_of_the_past_closes_the_forms(html: Html) -> None:
    text = html("person-past", "fr")
    assert "Vous lisez le passé." in text
    assert "/acts/new/" not in text


def test_a_public_page_keeps_no_script(html: Html) -> None:
    assert "<script" not in html("home", "fr")
