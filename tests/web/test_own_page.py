"""The page of whoever the fund pays, by the code of their paper; the statement of one award."""

import pytest
from django.test import Client
from tests import factories
from tests.benefits import awarded
from tests.benefits.claiming import done, liquidator
from tests.payments import scenes
from tests.registry.families import Household
from tests.web.test_payments import signed_in, text_of
from tests.web.test_second_step import made_stale

from socle.benefits.queries.award_statements import paid_runs
from socle.benefits.queries.certificates import award_statements
from socle.benefits.queries.own_pages import openings, own_code
from socle.kernel.errors import Refused
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk
from socle.platform.acts.operations import reverse, submit, validate
from socle.web import clock


@pytest.fixture
def house(db: None) -> scenes.House:
    return scenes.house()


def code_given(house: scenes.House, by: Client, person: str) -> tuple[str, str]:
    """The number and the code of the paper that somebody is given at the counter."""
    assert by.post(f"/persons/{person}/own-page").status_code == 302
    fund = house.place.fund
    with fund_scope(fund.id):
        found = openings(fund=fund, number=person, on=clock.today("CM"))[0]
    assert found.is_open
    return found.act_number, own_code(fund_id=fund.id, act_number=found.act_number)


def entered(house: scenes.House, number: str, code: str) -> tuple[Client, int]:
    anybody = Client(HTTP_ACCEPT_LANGUAGE="fr")
    answer = anybody.post(f"/my-pension/{house.place.fund.code}", {"number": number, "code": code})
    return anybody, answer.status_code


def paid_to_a_guardian(house: scenes.House, by: Desk) -> tuple[str, str, str]:
    """A child's pension that a run paid to a guardian, and the guardian's own, suspended."""
    month = Month.of(clock.today("CM"))
    child = factories.person(house.place, family_name="EYANGA")
    guardian = scenes.payee(house, 1)
    said = [(month.first_day, None, 18_594)]
    award = awarded.granted(by, child, said, benefit="survivors", payee=guardian)
    own = awarded.granted(by, guardian, [((month - 1).first_day, None, 70_000)])
    awarded.told(by, own, "suspend", (month - 1).first_day)
    run = scenes.act(by, "compute_run", on=clock.today("CM"), month=str(month)).subject
    scenes.act(house.authoriser, "validate_run", on=clock.today("CM"), run=run)
    (lot,) = scenes.prepared(house, run)
    scenes.sent(house, lot)
    return child, guardian, award


def merged(house: scenes.House, kept: str, number: str) -> None:
    place = house.place
    with fund_scope(place.fund.id):
        asked = submit(
            desk=place.registration,
            act_type_code="merge_persons",
            fields={"kept": kept, "merged": number},
            effective_on=clock.today("CM"),
            motive="deux cartes",
            key="merged",
            at=clock.now(),
            evidence=(factories.document(place.registration),),
        )
        validate(desk=place.verifier, number=asked.act, at=clock.now())


def test_a_guardian_reads_what_is_paid_to_them_and_nobody_elses_code_opens_it(
    house: scenes.House,
) -> None:
    by = liquidator(house.place)
    child, guardian, award = paid_to_a_guardian(house, by)
    other = scenes.payee(house, 2)
    counter = signed_in(by)
    paper = code_given(house, counter, guardian)
    path = f"/my-pension/{house.place.fund.code}"
    mine, status = entered(house, *paper)
    assert status == 302
    said = text_of(mine.get(path))
    for words in ("pour EYANGA", "18 594 FCFA", "en route", "retenu", "Virement bancaire", "••••"):
        assert words in said
    letter = f"{path}/letters/decision/D-{award}.pdf"
    assert mine.get(letter).content.startswith(b"%PDF-")
    theirs, _status = entered(house, *code_given(house, counter, other))
    assert award not in text_of(theirs.get(path))
    assert theirs.get(letter).status_code == 404
    # The child's own page says who is paid, not to which account.
    childs, _status = entered(house, *code_given(house, counter, child))
    assert "payé à qui le reçoit pour vous" in text_of(childs.get(path))
    # A wrong code, another fund, nobody: the form, and nothing of anybody.
    assert entered(house, "A-\0", "X")[1] == 422
    elsewhere = factories.agency("CM").fund.code
    assert entered(house, paper[0], paper[1][:-1])[1] == 422
    assert mine.get(f"/my-pension/{elsewhere}").content.count(guardian.encode()) == 0
    assert Client().get(letter).status_code == 302
    # Who has no account is told so, and not that money is being prepared; the dead read nothing.
    today = clock.today("CM")
    without = scenes.payee(house, 3, to="-")
    awarded.granted(by, without, [(Month.of(today).first_day, None, 40_000)], benefit="invalidity")
    run = scenes.act(by, "compute_run", on=today, month=str(Month.of(today)), benefits="invalidity")
    scenes.act(house.authoriser, "validate_run", on=today, run=run.subject)
    reading, _status = entered(house, *code_given(house, counter, without))
    assert "La caisse ne sait pas où vous payer" in text_of(reading.get(path))
    told = {"account_kind": "bank", "account": scenes.account(3)}
    factories.passed(house.place, "change_account", on=today, number=without, **told)
    assert "votre compte est payé à partir du" in text_of(reading.get(path))
    assert "il paie à partir du" in text_of(signed_in(house.paymaster).get("/orders"))
    Household(house.place, by).dies(without, today.isoformat())
    assert "Numéro du papier" in text_of(reading.get(path))
    # A later paper ends the first, also where its page is open; a counter-act ends the last.
    later = code_given(house, counter, guardian)
    assert "Numéro du papier" in text_of(mine.get(path))
    assert entered(house, *paper)[1] == 422
    with fund_scope(house.place.fund.id):
        reverse(desk=by, number=later[0], motive="perdu", key="undone", at=clock.now())
    assert entered(house, *later)[1] == 422


def test_a_code_of_a_merged_number_ends_with_a_later_one_of_the_number_that_is_kept(
    house: scenes.House,
) -> None:
    by = liquidator(house.place)
    kept, other = scenes.payee(house, 1), scenes.payee(house, 2)
    lost = code_given(house, counter := signed_in(by), other)
    assert counter.get(f"/own-pages/{lost[0]}.pdf").content.startswith(b"%PDF-")
    made_stale(counter)
    assert counter.get(f"/own-pages/{lost[0]}.pdf").status_code == 403, "who prints it is proved"
    merged(house, kept, other)
    assert entered(house, *lost)[1] == 302
    code_given(house, signed_in(by), kept)
    assert entered(house, *lost)[1] == 422
    # A death is declared of the number that is kept: an award of the other ends by it too.
    today = clock.today("CM")
    award = awarded.granted(by, other, [(Month.of(today).first_day, None, 70_000)])
    with pytest.raises(Refused, match="end_without_death"):
        done(house.place, by, "end_award", on=today, award=award, reason="death")
    Household(house.place, by).dies(kept, today.isoformat())
    assert done(house.place, by, "end_award", on=today, award=award, reason="death").act


def test_a_statement_of_an_award_prints_what_was_known_and_is_checked_by_anybody(
    house: scenes.House,
) -> None:
    by = liquidator(house.place)
    child, guardian, award = paid_to_a_guardian(house, by)
    counter, path = signed_in(by), f"/awards/{award}/statements"
    assert counter.post(path).status_code == 302
    with fund_scope(house.place.fund.id):
        (given,) = award_statements(award=award)
    assert given.number in counter.get(f"/persons/{child}/rights").content.decode()
    for language in ("fr", "en", "ar"):
        printed = counter.get(f"/rights/{given.number}.pdf", {"language": language})
        assert printed.content.startswith(b"%PDF-")
    # What is learned afterwards is not on the paper that was given.
    awarded.told(by, award, "end", clock.today("CM"))
    with fund_scope(house.place.fund.id):
        paid = paid_runs(number=award, on=given.asked_on, known_at=given.known_at)
    assert [len(runs) for runs in paid.values()] == [1], "orders that paid it alone"
    place, name = house.place, {"number": child, "family_name": "EYANGAH"}
    factories.passed(place, "correct_civil_status", on=clock.today("CM"), **name)
    assert counter.get(f"/rights/{given.number}.pdf").status_code == 200
    assert "relevé d’un droit" in text_of(
        Client(HTTP_ACCEPT_LANGUAGE="fr").get(f"/verify/{given.code}")
    )
    refused = counter.post(
        "/acts/new/certify_rights",
        {
            "act-person": guardian,
            "act-award": award,
            "key": "k",
            "act-effective_on": "today",
        },
    )
    assert refused.status_code == 422
