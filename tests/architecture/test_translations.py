"""Every sentence of the screens and of the errors is said in the three languages."""

import re
from pathlib import Path

import pytest
import yaml
from babel.messages.catalog import Message
from django.utils import translation
from django.utils.translation import gettext

from socle.kernel.wording import LANGUAGES as ALL_LANGUAGES
from socle.platform.catalogues import (
    HOUSE,
    LANGUAGES,
    Msgid,
    compile_catalogues,
    messages,
    read_catalogue,
)

# Words that are the same in both languages, names of files and keys.
_NAMES = {"CFONB 160", "JWS", "ISO 20022 pain.001", "Achamil", "Tadamon"}
_ENGLISH = {
    *("Code", "Format", "domiciliation", "Anomalies", "Cause", "Corrections", "Lot", "Lots"),
    *(
        "Lot %(number)s",
        "Net",
        "Net, %(unit)s",
        "Score",
        "Secret",
        "Service",
        "Signature",
        "Source",
    ),
    *("Transport", "double", "source", "Document", "%(count)s min"),
}
SAME = {"en": _ENGLISH | _NAMES, "ar": _NAMES}
PLACEHOLDER = re.compile(r"%\((\w+)\)s|%%|%[a-z]")
FACT = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"</?[a-z]+>")
WORD = re.compile(r"[^\W\d_]{2,}")
MESSAGES = sorted(HOUSE.rglob("messages.yaml"))


def catalogue(language: str) -> dict[Msgid, Message]:
    found: dict[Msgid, Message] = {}
    for message in read_catalogue(language):
        if message.id:
            key = message.id if isinstance(message.id, str) else (message.id[0], message.id[1])
            found[key] = message
    return found


def strings(message: Message) -> list[str]:
    return [message.string] if isinstance(message.string, str) else list(message.string)


def test_french_is_said_as_it_is_written() -> None:
    """Django's own French catalogue would say « Fichier » of a « File »."""
    with translation.override("fr"):
        otherwise = [each for each in messages() if isinstance(each, str) and gettext(each) != each]
    assert otherwise == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_catalogue_holds_the_sentences_of_the_house_and_no_other(language: str) -> None:
    known, wanted = set(catalogue(language)), set(messages())
    assert sorted(map(str, wanted - known)) == [], "run update_catalogues and translate"
    assert sorted(map(str, known - wanted)) == [], "run update_catalogues"
    assert list(read_catalogue(language).obsolete) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(language: str) -> None:
    forms = read_catalogue(language).num_plurals
    for msgid, message in catalogue(language).items():
        assert not message.fuzzy, msgid
        assert all(strings(message)), msgid
        assert len(strings(message)) == (1 if isinstance(msgid, str) else forms), msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_not_the_french_sentence(language: str) -> None:
    for msgid, message in catalogue(language).items():
        french = msgid if isinstance(msgid, str) else msgid[0]
        is_words = bool(WORD.search(PLACEHOLDER.sub("", french)))
        if is_words and french not in SAME[language]:
            assert french not in strings(message), msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_keeps_the_placeholders_and_the_markup(language: str) -> None:
    for msgid, message in catalogue(language).items():
        if isinstance(msgid, str):
            assert set(PLACEHOLDER.findall(strings(message)[0])) == set(
                PLACEHOLDER.findall(msgid)
            ), msgid
            assert MARKUP.findall(strings(message)[0]) == MARKUP.findall(msgid), msgid
            continue
        # A form for none, one or two may say the number by its word.
        allowed = set(PLACEHOLDER.findall(" ".join(msgid)))
        for form in strings(message):
            assert set(PLACEHOLDER.findall(form)) <= allowed, msgid
            assert MARKUP.findall(form) == MARKUP.findall(msgid[0]), msgid
        assert set(PLACEHOLDER.findall(strings(message)[-1])) == allowed, msgid


def test_the_catalogues_compile() -> None:
    compile_catalogues()
    assert compile_catalogues() == []


@pytest.mark.parametrize("path", MESSAGES, ids=lambda path: path.parent.name)
def test_every_error_is_worded_in_every_language(path: Path) -> None:
    for code, by_language in yaml.safe_load(path.read_text("utf-8")).items():
        assert set(by_language) == set(ALL_LANGUAGES), code
        for part in ("message", "do"):
            facts = {
                language: set(FACT.findall(text[part])) for language, text in by_language.items()
            }
            assert len(set(map(frozenset, facts.values()))) == 1, (code, part, facts)
            assert all(text[part].strip() for text in by_language.values()), (code, part)
