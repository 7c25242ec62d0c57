"""Certificates of the register: given by an act, made again the same, checked by anybody."""

from base64 import urlsafe_b64decode
from datetime import date, timedelta

import cbor2
import pytest
from django.utils import translation
from tests import factories
from tests.conftest import NOW, TODAY
from tests.registry import families
from tests.registry.people import asked, done, undone

from socle.kernel.errors import Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.printing import pdf
from socle.platform.printing.types import Check, Paper
from socle.registry.operations import papers
from socle.registry.queries import certificates
from socle.registry.types.cards import CertificateGiven
from socle.web import clock

PERSON, EMPLOYER = factories.CM_PERSON, factories.CM_EMPLOYER
ADDRESS = "https://caisse.example/verify"
SINCE = date(2026, 1, 5)


@pytest.fixture
def place(db: None) -> factories.Agency:
    made = factories.agency("CM")
    factories.person(made)
    factories.employer(made)
    return made


def given(place: factories.Agency, kind: str = "registration") -> CertificateGiven:
    if kind == "affiliation":
        act = done(place, "certify_affiliation", on=TODAY, employer=EMPLOYER)
    else:
        act = done(place, "certify_person", on=TODAY, number=PERSON, certificate_kind=kind)
    with fund_scope(place.fund.id):
        return certificates.certificate_of_act(act_number=act.act)


def paper(place: factories.Agency, number: str) -> Paper:
    with fund_scope(place.fund.id):
        return papers.certificate_paper(number=number, address=ADDRESS, at=NOW)


@pytest.mark.parametrize("kind", ["registration", "affiliation", "family_situation"])
def test_a_certificate_is_made_again_the_same_whatever_changed_since(
    place: factories.Agency, kind: str
) -> None:
    found = given(place, kind)
    first = paper(place, found.number)
    fields = {"number": PERSON, "family_name": "ALAOUI BENNIS"}
    done(place, "correct_civil_status", on=SINCE, motive="jugement", **fields)
    done(place, "update_employer", on=SINCE, number=EMPLOYER, legal_name="Autre")
    assert paper(place, found.number) == first
    assert pdf.certificate(first) == pdf.certificate(paper(place, found.number))


def test_what_is_signed_in_it_is_what_it_says(place: factories.Agency) -> None:
    found = given(place)
    address, _hash, token = paper(place, found.number).qr.partition("#")
    assert address == f"{ADDRESS}/{found.code}"
    claims = cbor2.loads(cbor2.loads(urlsafe_b64decode(token + "==")).value[2])
    said = {1: "registration", 2: found.number, 3: "ALAOUI Fatima", 5: found.code}
    assert claims[-65537] == said | {4: found.digest[:16]}


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("fr", "Attestation d’affiliation"),
        ("en", "Certificate of affiliation"),
        ("ar", "شهادة الانخراط"),
    ],
)
def test_one_certificate_prints_in_each_language(
    place: factories.Agency, language: str, title: str
) -> None:
    found = given(place, "affiliation")
    french = paper(place, found.number)
    with translation.override(language):
        shown = paper(place, found.number)
    assert (shown.language, shown.title) == (language, title)
    assert (shown.qr, shown.code) == (french.qr, french.code)
    assert len(pdf.certificate(shown)) < 60 * 1024


def test_anybody_learns_whose_it_is_and_whether_it_stands(place: factories.Agency) -> None:
    found = given(place)

    def check(on: date, code: str = found.code) -> tuple[Check, str]:
        with fund_scope(place.fund.id):
            said = certificates.verified(code=code, on=on)
        return said.result, said.name

    assert check(TODAY) == (Check.VALID, "ALAOUI Fatima")
    assert check(found.valid_until + timedelta(days=1)) == (Check.ENDED, "ALAOUI Fatima")
    other = "3" if found.code.endswith("2") else "2"
    assert check(TODAY, found.code[:-1] + other) == (Check.UNKNOWN, "")
    undone(place, found.act_number)
    assert check(TODAY) == (Check.ENDED, "ALAOUI Fatima")
    with pytest.raises(Refused) as told:
        paper(place, found.number)
    assert told.value.code == "certificates.withdrawn"


def test_what_is_not_so_is_not_certified(place: factories.Agency) -> None:
    waiting = {"family_name": "NKOLO", "number": "5566778899F"}
    done(place, "register_for_body", on=SINCE, body="Mutuelle", **waiting)
    done(place, "close_employer", on=SINCE, motive="cessation", number=EMPLOYER)
    wrong = (
        ("certify_person", {"number": waiting["number"], "certificate_kind": "registration"}),
        ("certify_affiliation", {"employer": EMPLOYER}),
        ("certify_person", {"number": "0000000000A", "certificate_kind": "family_situation"}),
    )
    for kind, fields in wrong:
        with pytest.raises(SocleError):
            done(place, kind, on=TODAY, **fields)
    with pytest.raises(Refused) as told:
        done(
            place,
            "certify_person",
            on=clock.today("CM") + timedelta(days=1),
            number=PERSON,
            certificate_kind="family_situation",
        )
    assert told.value.code == "certificates.not_yet"


def test_an_employer_certifies_itself_alone(place: factories.Agency) -> None:
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, EMPLOYER)
    other = factories.employer(place, "9876543210Z", legal_name="Autre")
    assert asked(clerk, "certify_affiliation", on=TODAY, employer=EMPLOYER).subject == EMPLOYER
    for kind, fields in (
        ("certify_affiliation", {"employer": other}),
        ("certify_person", {"number": PERSON, "certificate_kind": "registration"}),
    ):
        with pytest.raises(SocleError):
            asked(clerk, kind, on=TODAY, **fields)


def test_a_family_prints_its_spouses_and_children(place: factories.Agency) -> None:
    alone = paper(place, given(place, "family_situation").number)
    assert [each.head for each in alone.listings] == [
        ("Aucun conjoint connu",),
        ("Aucun enfant connu",),
    ]
    home = families.Household(place, factories.desk(place.fund, Role.FAMILY_OFFICER))
    husband = home.person("OWONA Paul", "1975-01-01", "male")
    home.done("marry", families.WED, husband=husband, wife=PERSON)
    spouses, _children = paper(place, given(place, "family_situation").number).listings
    assert [(husband in row[1], "OWONA Paul" in row[0]) for row in spouses.rows] == [(True, True)]
