"""The public calculators and the law as pages: the same figures and words as everywhere."""

import re
from datetime import date
from html import unescape

import pytest
from django.test import Client
from tests.web.test_weights import weight

from socle.countries.calculation import assessed, entitled
from socle.countries.registry import countries, country
from socle.kernel.money import Money
from socle.kernel.wording import wording
from socle.platform.catalogues import compile_catalogues

pytestmark = pytest.mark.usefixtures("db")  # how often a stranger asks is counted
CM = country("CM")
PLACES = ("/calculate/{}/", "/calculate/{}/pension", "/calculate/{}/penalty", "/law/{}/")
MOST_BYTES = 30 * 1024
_TAGS = re.compile(r"<[^>]+>")


def page(path: str, language: str = "fr", status: int = 200) -> str:
    """A page as a stranger gets it."""
    compile_catalogues()
    answer = Client(headers={"accept-language": language}).get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def said(path: str, language: str = "fr", status: int = 200) -> str:
    """The words of a page."""
    return " ".join(unescape(_TAGS.sub(" ", page(path, language, status))).split())


@pytest.mark.parametrize("code", countries())
@pytest.mark.parametrize("place", [*PLACES, "/law/{}/changes?from=2000-01-01"])
def test_a_page_of_any_country_opens_to_a_stranger_and_is_light(code: str, place: str) -> None:
    text = page(place.format(code.lower()))
    assert "<script" not in text
    assert "missing:" not in text
    assert weight(text) <= MOST_BYTES


def test_every_country_is_listed_with_how_much_of_it_can_be_computed() -> None:
    text = said("/calculate")
    for code in countries():
        assert country(code).name["fr"] in text
    assert re.search(r"Cameroun Cotisations : \d+ branches complètes sur \d+", text)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_a_wage_gives_the_figures_of_the_calculation(language: str) -> None:
    facts = {"risk_group": "A"}
    lines = assessed(CM, "cnps", month="2026-07", wage="800000", facts=facts)
    text = page("/calculate/cm/?month=07/2026&wage=800 000&risk_group=A", language)
    total = Money(sum(line.amount for line in lines), "XAF").text(language)
    shown = re.sub(r"</?bdi[^>]*>", "", text)
    assert total.split("\u202f")[0] in shown
    for line in lines:
        assert Money(line.amount, "XAF").text(language).rpartition("\u202f")[0] in shown
    assert "décret 2016/072" in shown


def test_a_provisional_result_says_so_in_a_plain_sentence() -> None:
    assert "Calcul provisoire" in said("/calculate/cm/?month=2026-07&wage=800000&risk_group=A")


def test_what_is_wrong_stands_at_its_field_in_the_words_of_the_api() -> None:
    text = page("/calculate/cm/?month=13/2026&wage=abc", status=422)
    month = wording("month_invalid", {"read": "2026-13"}, "fr")
    wage = wording("amount_invalid", {"read": "abc", "currency": "XAF"}, "fr")
    for field, words in (("month", month), ("wage", wage)):
        why = re.search(rf'id="{field}-why">([^<]+)<', text)
        assert why
        assert words.message.split(" ")[-1] in why[1]
    assert 'value="abc"' in text
    assert "Groupe A, risque faible" in text
    assert "risk_group »" not in text


_CHILDREN = "/calculate/ma/pension?scheme=cnss&benefit=family_allowance&on=20/03/2026&"


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_children_told_one_by_one_are_shown_with_their_last_day(language: str) -> None:
    born = "15/03/2014%0A16/05/2009 étudie"
    text = said(f"{_CHILDREN}children_born={born}", language)
    assert "31/03/2026" in text
    assert "31/05/2030" in text
    assert text.count("01/04/2026") == 1  # what is due from then on


def test_a_child_that_cannot_be_read_is_said_at_its_field_and_stays_typed() -> None:
    text = page(f"{_CHILDREN}children_born=hier", status=422)
    assert re.search(r'id="children_born-why">[^<]*hier', text)
    assert re.search(r"<textarea[^>]*>hier</textarea>", text)


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (f"/calculate/cm/?month=2026-07&wage={'9' * 50}&risk_group=A", "dépasse"),
        (f"/calculate/cm/?month=2026-07&wage={'9' * 9000}&risk_group=A", "dépasse"),
        ("/calculate/cm/?month=1950-01&wage=1000&risk_group=A", "n'est pas connue"),
    ],
)
def test_a_refusal_of_the_law_is_an_answer(path: str, words: str) -> None:
    text = said(path)
    assert "Ce calcul n’a pas de réponse" in text
    assert words in text


@pytest.mark.parametrize(
    "path",
    [
        "/calculate/zz/",
        "/calculate/zzz/pension",
        "/calculate/cm/?scheme=nope",
        "/calculate/cm/pension?benefit=nope",
        "/calculate/cm/penalty?kind=nope",
        "/law/zz/",
        "/law/zz/changes",
    ],
)
def test_what_does_not_exist_is_not_found_and_says_what_does(path: str) -> None:
    page(path, status=404)


def test_a_negative_wage_is_wrong_where_it_was_typed() -> None:
    text = page("/calculate/cm/?month=2026-07&wage=-5&risk_group=A", status=422)
    assert wording("amount_negative", {"read": "-5"}, "fr").message in unescape(text)


def test_nothing_typed_becomes_markup() -> None:
    text = page("/calculate/cm/?month=<b>x</b>&wage=%22><i>1", status=422)
    assert "<b>x" not in text
    assert "<i>1" not in text


def test_a_delay_costs_what_the_law_says_step_by_step() -> None:
    text = said("/calculate/cm/penalty?amount=100000&due=15/02/2025&paid=20/08/2025")
    assert "Majoration initiale 10" in text
    assert "16/07/2015" in text


def test_a_pension_is_explained_and_what_was_not_told_is_named() -> None:
    facts = {"age_years": "60", "insurance_months": "264", "average_wage": "312000"}
    query = "&".join(f"{name}={told}" for name, told in facts.items())
    text = page(f"/calculate/cm/pension?on=01/03/2026&{query}")
    found = entitled(CM, "cnps", "old_age", on=date(2026, 3, 1), facts=facts).entitlement
    amount = Money(found.amount, "XAF").text("fr").rpartition("\u202f")[0]
    assert amount in re.sub(r"</?bdi[^>]*>", "", text)
    assert "Conditions non vérifiées" in text


def test_who_has_no_right_reads_why() -> None:
    text = said(
        "/calculate/cm/pension?on=01/03/2026&age_years=50&insurance_months=26&average_wage=1"
    )
    assert "Le droit n’est pas ouvert" in text
    assert "60 au moins, ici 50" in text


def test_the_law_of_a_day_shows_values_dates_texts_and_both_readings() -> None:
    text = said("/law/cm/?on=01/03/2016")
    assert "750 000" in text.replace("\u202f", " ")
    assert "décret 2016/072" in text
    assert "other reading" in text
    assert "provisoire" in text
    assert "Pension vieillesse, invalidité et décès" in text


def test_a_value_whose_start_nobody_read_says_when_it_was_seen() -> None:
    text = said("/law/cm/?on=01/03/2026")
    assert "vu en vigueur le 12/08/2024" in text
    assert "12/08/2024 vu en vigueur" not in text
    assert "date non lue" in text


def test_a_day_that_is_none_is_said_at_its_field() -> None:
    assert 'id="on-why"' in page("/law/cm/?on=demain", status=422)
    assert 'id="from-why"' in page("/law/cm/changes?from=x", status=422)


def test_two_days_of_the_law_are_compared_whichever_comes_first() -> None:
    there = said("/law/cm/changes?from=01/01/2016&to=01/01/2017")
    back = said("/law/cm/changes?from=01/01/2017&to=01/01/2016")
    assert "300 000" in there.replace("\u202f", " ")
    assert there.split("et sources")[1] == back.split("et sources")[1]
    assert "Rien n’a changé" in said("/law/cm/changes?from=01/06/2017&to=02/06/2017")


def test_the_pages_are_reached_from_where_people_sign_in() -> None:
    for path in ("/calculate", "/law"):
        assert f'href="{path}"' in page("/sign-in")


def test_what_was_asked_is_printed_with_the_answer() -> None:
    text = page("/calculate/cm/?month=2026-07&wage=800000&risk_group=B")
    printed = text.split('class="print-only"')[1].split("</dl>")[0]
    assert "800000" in printed
    assert "Groupe B, risque moyen" in printed
