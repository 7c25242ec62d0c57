"""Affiliations: what each kind is asked, what is shared with others, and what may change."""

from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.apps import apps
from django.db.models import CharField
from tests import factories
from tests.conftest import NOW, TODAY
from tests.registry.people import done as declared

from socle.countries import affiliates
from socle.countries.registry import countries, country
from socle.kernel.errors import Conflict, NotKnown, Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Permission
from socle.platform.acts import operations
from socle.platform.acts import queries as acts
from socle.platform.acts.catalogue import catalogue
from socle.platform.acts.errors import Invalid
from socle.platform.acts.types import ActAnswer, ActStatus, FieldKind
from socle.registry import queries
from socle.registry.queries.affiliations import affiliation, agencies
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import AffiliationView, Origin
from socle.rules.schema import read_text_yaml

ICE, OTHER_ICE = "001561191000066", "001525713000097"
FIRST, SECOND, THIRD = "1234567", "1111111", "1222223"
LATER = date(2020, 4, 1)
FOLDER = Path(affiliates.__file__).parent


@pytest.fixture
def ma(db: None) -> factories.Agency:
    return factories.agency("MA")


def act(place: factories.Agency, kind: str, *, on: date = LATER, **fields: Any) -> ActAnswer:
    return factories.act(place.registration, kind, on=on, **fields)


def affiliate(place: factories.Agency, number: str, **fields: Any) -> ActAnswer:
    given = {"legal_name": "Atlas Textile"} | fields
    return act(place, "affiliate_employer", on=factories.SINCE, number=number, **given)


def seen(place: factories.Agency, number: str, on: date = TODAY) -> AffiliationView:
    with fund_scope(place.fund.id):
        return affiliation(number=number, on=on, known_at=None)


def faults(error: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str | None]]:
    return [(each.code, each.field) for each in error.value.faults]


def test_an_affiliation_says_what_its_form_asks(ma: factories.Agency) -> None:
    act(ma, "open_agency", on=factories.SINCE, agency_code="ANFA", agency_name="Casablanca Anfa")
    affiliate(ma, FIRST, legal_name="Groupe Atlas")
    affiliate(
        ma,
        SECOND,
        affiliate_kind="company",
        legal_form="llc",
        company_number="001 525 713 0000 97",
        trade_register="12 345",
        tax_number="40123456",
        business_tax="34567890",
        activity="Filature",
        first_hired_on="2014-12-20",
        headcount="42",
        parent_company=FIRST,
        address="12, rue du Phare",
        city="Casablanca",
        address_status="head_office",
        activity_address="Zone industrielle, lot 4",
        activity_city="Berrechid",
        phone="0612345678",
        email="Paie@Atlas.example",
        agency="ANFA",
    )
    found = seen(ma, SECOND)
    assert (found.kind, found.legal_form, found.headcount) == ("company", "llc", 42)
    assert {each.kind: (each.value, each.is_verified) for each in found.identifiers} == {
        "company_number": (OTHER_ICE, True),
        "trade_register": ("12345", None),
        "tax_number": ("40123456", None),
        "business_tax": ("34567890", None),
    }
    assert (found.phone, found.email) == ("+212612345678", "paie@atlas.example")
    assert found.agency is not None
    assert (found.agency.code, found.agency.name) == ("ANFA", "Casablanca Anfa")
    assert found.parent is not None
    assert (found.parent.number, found.parent.relation) == (FIRST, "subsidiary")
    assert [each.number for each in seen(ma, FIRST).subsidiaries] == [SECOND]
    assert [each.status for each in found.life] == [EmployerStatus.ACTIVE]
    assert found.origin is Origin.REQUEST


def test_a_kind_decides_what_is_asked_and_how_it_files(ma: factories.Agency) -> None:
    affiliate(ma, FIRST, affiliate_kind="farm", legal_name="Ferme du Loukkos")
    with fund_scope(ma.fund.id):
        found = queries.employer(number=FIRST, on=TODAY, known_at=None)
    assert found.filing_regime == "quarterly"
    with pytest.raises(Invalid) as wrong:
        affiliate(ma, SECOND, affiliate_kind="farm", filing_regime="monthly", business_tax="123")
    assert faults(wrong) == [
        ("employer.not_asked", "business_tax"),
        ("employer.regime_not_of_kind", "filing_regime"),
    ]
    with pytest.raises(Invalid) as wrong:
        affiliate(ma, SECOND, affiliate_kind="household_employer", legal_form="llc", headcount="x")
    assert faults(wrong) == [
        ("employer.not_asked", "legal_form"),
        ("acts.field_missing", "national_id"),
        ("employer.not_a_count", "headcount"),
    ]


def test_a_kind_gives_the_inputs_of_the_scheme_that_it_decides(db: None) -> None:
    place = factories.agency("CM")
    farm = {"affiliate_kind": "farm", "risk_group": "B"}
    affiliate(place, factories.CM_EMPLOYER, **farm)
    with fund_scope(place.fund.id):
        found = queries.employer(number=factories.CM_EMPLOYER, on=TODAY, known_at=None)
    assert found.classification == {"risk_group": "B", "family_regime": "agricultural"}
    with pytest.raises(Invalid) as wrong:
        affiliate(place, "3210100565S", **farm, family_regime="general")
    assert faults(wrong) == [("employer.not_asked", "family_regime")]
    with pytest.raises(Invalid) as wrong:
        affiliate(place, "3210100565S", affiliate_kind="household_employer")
    assert faults(wrong) == [
        ("acts.field_missing", "national_id"),
        ("acts.field_missing", "risk_group"),
    ]


def test_the_self_employed_are_their_own_affiliates_through_a_liaison_body(
    ma: factories.Agency,
) -> None:
    person = factories.person(ma)
    own = {"affiliate_kind": "self_employed", "person": person, "legal_name": "Fatima Alaoui"}
    affiliate(ma, FIRST, affiliate_kind="company")
    with pytest.raises(Refused, match="not_a_liaison_body"):
        affiliate(ma, SECOND, **own, liaison_body=FIRST)
    affiliate(ma, THIRD, affiliate_kind="liaison_body", legal_name="Ordre des architectes")
    affiliate(ma, SECOND, **own, liaison_body=THIRD)
    found = seen(ma, SECOND)
    assert (found.person_number, found.person_name) == (person, "ALAOUI Fatima")
    assert found.parent is not None
    assert (found.parent.number, found.parent.relation) == (THIRD, "liaison")
    with pytest.raises(Refused, match="hires_nobody"):
        act(ma, "hire", person=person, employer=SECOND)
    with pytest.raises(Refused, match="not_a_liaison_body"):
        act(ma, "attach_employer", number=SECOND, parent_company=FIRST)
    with pytest.raises(Conflict, match="attached_already"):
        act(ma, "attach_employer", number=SECOND, parent_company=THIRD)
    act(ma, "detach_employer", on=TODAY, number=SECOND)
    act(ma, "attach_employer", on=TODAY, number=SECOND, parent_company=THIRD)
    assert (again := seen(ma, SECOND).parent) is not None
    assert again.relation == "liaison"


def test_a_country_without_a_list_of_its_own_has_the_kinds_of_any_fund(db: None) -> None:
    place = factories.agency("GN", scheme="cnss")
    one, other = (factories.person(place, number) for number in ("100001", "100002"))
    affiliate(place, "200001")
    affiliate(place, "200002", affiliate_kind="liaison_body")
    affiliate(place, "200003", affiliate_kind="self_employed", liaison_body="200002", person=one)
    affiliate(place, "200004", affiliate_kind="voluntary_insured", person=other)
    assert [seen(place, f"20000{rank}").kind for rank in (1, 2, 3, 4)] == [
        *("company", "liaison_body", "self_employed", "voluntary_insured"),
    ]
    with pytest.raises(Invalid) as wrong:
        affiliate(place, "200005", affiliate_kind="fishing")
    assert [field for _code, field in faults(wrong)] == ["affiliate_kind"]


def test_what_a_country_says_of_a_kind_is_its_own_and_the_rest_is_common() -> None:
    here, common = country("TG").affiliates.kinds, country("GN").affiliates.kinds
    said = {code for code, each in here.items() if each.status != "convention"}
    assert said == {"self_employed", "informal_worker"}
    assert here["self_employed"].asks == common["self_employed"].asks
    assert here["company"] == common["company"]
    assert "liaison_body" not in country("CM").affiliates.kinds


def test_an_identifier_that_is_certainly_wrong_is_refused_and_an_unknown_rule_is_not(
    ma: factories.Agency,
) -> None:
    with pytest.raises(Invalid) as wrong:
        affiliate(ma, FIRST, company_number="001525713000098")
    assert faults(wrong) == [("employer.identifier_wrong", "company_number")]
    affiliate(ma, FIRST, company_number=OTHER_ICE)
    with pytest.raises(Invalid) as wrong:
        act(
            ma,
            "record_legal_identifier",
            number=FIRST,
            identifier="company_number",
            identifier_value="12",
        )
    assert faults(wrong) == [("employer.identifier_wrong", "identifier_value")]
    for kind, value in (("trade_register", "98/765"), ("company_number", ICE)):
        act(
            ma,
            "record_legal_identifier",
            number=FIRST,
            identifier=kind,
            identifier_value=value,
        )
    held = {each.kind: each.value for each in seen(ma, FIRST).identifiers}
    assert held == {"company_number": ICE, "trade_register": "98765"}
    assert {each.value for each in seen(ma, FIRST, date(2019, 1, 1)).identifiers} == {OTHER_ICE}


def in_doubt(place: factories.Agency, kind: str, **fields: Any) -> list[tuple[str, str | None]]:
    """The doubts of an act that is entered without a motive."""
    with pytest.raises(Invalid) as refused:
        act(place, kind, on=factories.SINCE, **fields)
    assert refused.value.faults[-1].code == "acts.doubt_without_motive"
    return faults(refused)[:-1]


def test_what_another_affiliate_has_too_is_shown_to_a_second_person(ma: factories.Agency) -> None:
    shared = {
        "company_number": ICE,
        "trade_register": "RC 77",
        "address": "3, avenue de l'Océan",
        "city": "Agadir",
        "phone": "0612345678",
        "email": "a@b.example",
    }
    affiliate(ma, FIRST, **shared)
    told = {"number": SECOND, "legal_name": "Autre"} | shared
    # As people write: other case, other spaces.
    told |= {"address": "3 AVENUE DE L’OCEAN", "trade_register": "rc77", "email": "A@B.example"}
    assert in_doubt(ma, "affiliate_employer", **told) == [
        ("employer.same_identifier", "company_number"),
        ("employer.same_identifier", "trade_register"),
        ("employer.same_address", "address"),
        ("employer.same_phone", "phone"),
        ("employer.same_email", "email"),
    ]
    with fund_scope(ma.fund.id):
        proposed = operations.submit(
            desk=ma.registration,
            act_type_code="affiliate_employer",
            fields=told,
            effective_on=LATER,
            motive="filiale du même groupe",
            key=uuid4().hex,
            at=NOW,
        )
        assert proposed.status is ActStatus.TO_VALIDATE
        doubts = acts.proposal(number=proposed.act).doubts
        assert {each.facts["others"] for each in doubts} == {FIRST}
        done = operations.validate(desk=ma.verifier, number=proposed.act, at=NOW)
        assert len(acts.act(number=done.act).doubts) == 5


def test_what_an_employer_changes_later_is_compared_too(ma: factories.Agency) -> None:
    affiliate(ma, FIRST, phone="0612345678", company_number=ICE, address="1, rue A", city="Fès")
    affiliate(ma, SECOND, legal_name="Autre")
    second = {"number": SECOND}
    assert in_doubt(ma, "change_employer_contact", **second, phone="+212 612 345 678") == [
        ("employer.same_phone", "phone")
    ]
    said = {"identifier": "company_number", "identifier_value": ICE}
    assert in_doubt(ma, "record_legal_identifier", **second, **said) == [
        ("employer.same_identifier", "identifier_value")
    ]
    moved = {"legal_name": "Autre", "address": "1 rue A", "city": "Fès"}
    assert in_doubt(ma, "update_employer", **second, **moved) == [
        ("employer.same_address", "address")
    ]


def test_one_person_who_is_its_own_affiliate_twice_is_a_doubt(ma: factories.Agency) -> None:
    own = {"affiliate_kind": "voluntary_insured", "person": factories.person(ma)}
    affiliate(ma, FIRST, **own)
    assert in_doubt(ma, "affiliate_employer", number=SECOND, legal_name="Fatima Alaoui", **own) == [
        ("employer.same_person", "person")
    ]
    with pytest.raises(Refused, match="below_nobody"):
        act(ma, "attach_employer", number=FIRST, parent_company=SECOND)
    declared(ma, "declare_death", on=date(2022, 1, 1), number=own["person"])
    with pytest.raises(Refused, match="person_dead"):
        factories.passed(
            ma, "affiliate_employer", on=TODAY, number=SECOND, legal_name="Alaoui", **own
        )


def test_a_change_keeps_what_it_does_not_say(ma: factories.Agency) -> None:
    affiliate(ma, FIRST, address="1, rue A", city="Fès", phone="0612345678")
    act(ma, "update_employer", number=FIRST, legal_name="Atlas Holding")
    act(ma, "change_employer_contact", number=FIRST, email="x@y.example")
    with fund_scope(ma.fund.id):
        found = queries.employer(number=FIRST, on=TODAY, known_at=None)
    assert (found.legal_name, found.address, found.city) == ("Atlas Holding", "1, rue A", "Fès")
    assert (seen(ma, FIRST).phone, seen(ma, FIRST).email) == ("+212612345678", "x@y.example")
    with pytest.raises(Invalid, match="invalid"):
        act(ma, "change_employer_contact", number=FIRST)
    # What is said already is told so, and records no act; a paper for it is worth one.
    for code, same in (
        ("update_employer", {"legal_name": "Atlas Holding", "city": "Fès"}),
        ("change_employer_contact", {"phone": "06 12 34 56 78"}),
    ):
        with pytest.raises(Refused, match="nothing_changes"):
            act(ma, code, number=FIRST, **same)
    act(ma, "update_employer", number=FIRST, city="Taza")
    with fund_scope(ma.fund.id):
        operations.submit(
            desk=ma.registration,
            act_type_code="update_employer",
            fields={"number": FIRST, "city": "Taza"},
            effective_on=LATER,
            motive="bail remis",
            key=uuid4().hex,
            at=NOW,
            evidence=(factories.document(ma.registration, "bail.txt"),),
        )


def test_a_name_told_late_does_not_reopen_an_affiliation_closed_since(
    ma: factories.Agency,
) -> None:
    """An act with an earlier day of effect once stated the status of that day for ever."""
    affiliate(ma, FIRST)
    act(ma, "close_employer", on=date(2024, 1, 1), number=FIRST)
    act(ma, "update_employer", on=date(2023, 6, 1), number=FIRST, legal_name="Atlas SA")
    with fund_scope(ma.fund.id):
        found = queries.employer(number=FIRST, on=TODAY, known_at=None)
    assert (found.status, found.legal_name) == (EmployerStatus.CLOSED, "Atlas SA")


def test_the_filing_regime_changes_on_the_first_day_of_a_quarter(db: None) -> None:
    place = factories.agency("CM")
    number = factories.employer(place)
    regime = {"number": number, "filing_regime": "quarterly"}
    with pytest.raises(Invalid) as wrong:
        act(place, "change_filing_regime", on=date(2024, 2, 1), **regime)
    assert faults(wrong) == [("employer.not_a_quarter", "effective_on")]
    act(place, "change_filing_regime", on=date(2024, 4, 1), **regime)
    with fund_scope(place.fund.id):
        days = (date(2024, 3, 31), date(2024, 4, 1))
        found = [queries.employer(number=number, on=on, known_at=None) for on in days]
    assert [each.filing_regime for each in found] == ["monthly", "quarterly"]
    with pytest.raises(Refused, match="nothing_changes"):
        act(place, "change_filing_regime", on=date(2024, 7, 1), **regime)


def test_a_kind_files_as_its_law_says_and_no_other_way(db: None) -> None:
    place = factories.agency("CM")
    school = {"affiliate_kind": "private_school", "risk_group": "A"}
    affiliate(place, factories.CM_EMPLOYER, **school)
    with pytest.raises(Refused, match="regime_not_of_kind"):
        act(
            place,
            "change_filing_regime",
            number=factories.CM_EMPLOYER,
            filing_regime="quarterly",
        )


def test_a_legal_form_changes_where_the_kind_has_one(ma: factories.Agency) -> None:
    affiliate(ma, FIRST, legal_form="llc", headcount="3")
    act(ma, "change_nature", number=FIRST, legal_form="public_limited")
    assert (seen(ma, FIRST).legal_form, seen(ma, FIRST).headcount) == ("public_limited", 3)
    affiliate(ma, SECOND, affiliate_kind="household_employer", national_id="AB12345")
    with pytest.raises(Invalid) as wrong:
        act(ma, "change_nature", number=SECOND, legal_form="llc")
    assert faults(wrong) == [("employer.not_asked", "legal_form")]


def test_the_fund_affiliates_by_its_own_motion_on_evidence_and_with_two_people(
    ma: factories.Agency,
) -> None:
    said: dict[str, Any] = {
        "number": FIRST,
        "legal_name": "Chantier sans nom",
        "affiliate_kind": "household_employer",
        "grounds": "inspection",
        "notice_on": "2026-10-01",
    }
    with pytest.raises(Invalid) as wrong:
        act(ma, "affiliate_by_own_motion", **said)
    assert faults(wrong) == [("acts.evidence_missing", "evidence")]
    with fund_scope(ma.fund.id):
        report = factories.document(ma.registration, "rapport.txt")

        def proposed(**other: str) -> ActAnswer:
            return operations.submit(
                desk=ma.registration,
                act_type_code="affiliate_by_own_motion",
                fields=said | other,
                effective_on=LATER,
                motive="rapport d’inspection",
                key=uuid4().hex,
                at=NOW,
                evidence=(report,),
            )

        answer = proposed()
        assert answer.status is ActStatus.TO_VALIDATE
        done = operations.validate(desk=ma.verifier, number=answer.act, at=NOW)
        found = affiliation(number=FIRST, on=TODAY, known_at=None)
        assert (found.origin, found.grounds) == (Origin.OWN_MOTION, "inspection")
        assert found.notice_on == date(2026, 10, 1)
        assert acts.act(number=done.act).validator == ma.verifier.name
        with pytest.raises(Invalid) as early:
            proposed(number=SECOND, notice_on="2026-11-23")
        assert faults(early) == [("acts.day_far", "notice_on")]


def test_any_agency_serves_and_one_keeps_the_file(ma: factories.Agency) -> None:
    affiliate(ma, FIRST)
    for code, name in (("ANFA", "Anfa"), ("FES", "Fès")):
        act(ma, "open_agency", on=date(2018, 1, 1), agency_code=code, agency_name=name)
    act(ma, "transfer_to_agency", on=date(2020, 1, 1), number=FIRST, agency="ANFA")
    act(ma, "transfer_to_agency", on=date(2022, 1, 1), number=FIRST, agency="FES")
    with pytest.raises(Conflict, match="agency_has_it"):
        act(ma, "transfer_to_agency", on=date(2023, 1, 1), number=FIRST, agency="FES")
    with pytest.raises(Invalid):
        act(ma, "transfer_to_agency", number=FIRST, agency="NULLE")
    with pytest.raises(NotKnown, match="agency_unknown"):
        act(ma, "transfer_to_agency", on=date(2016, 1, 1), number=FIRST, agency="FES")
    # Told late: the transfers that came after it stand.
    act(ma, "transfer_to_agency", on=date(2019, 1, 1), number=FIRST, agency="FES")
    keeps = [seen(ma, FIRST, date(year, 6, 1)).agency for year in (2018, 2019, 2021, 2023)]
    assert [each.code if each else "" for each in keeps] == ["", "FES", "ANFA", "FES"]
    with fund_scope(ma.fund.id):
        assert [each.code for each in agencies(on=TODAY)] == ["ANFA", "FES"]


def test_agencies_of_two_funds_may_have_one_code(db: None) -> None:
    for _fund in range(2):
        place = factories.agency("MA")
        act(place, "open_agency", on=factories.SINCE, agency_code="ANFA", agency_name="Anfa")


def test_every_kind_of_every_country_says_who_says_so() -> None:
    """A status and a source of the country's list; a regime, and fields that are known."""
    for code in countries():
        here = country(code)
        sources = read_text_yaml(FOLDER / code.lower() / "sources.yaml")
        inputs = {each.name for scheme in here.schemes.values() for each in scheme.inputs}
        for kind in here.affiliates.kinds.values():
            assert kind.source in sources, kind
            assert kind.status in {"confirmed", "provisional", "convention"}, kind
            assert kind.filing_regimes, kind
            assert kind.requires <= set(kind.asks), kind
            assert set(kind.classes) <= inputs, kind


def test_an_unknown_affiliate_is_not_known(ma: factories.Agency) -> None:
    with pytest.raises(SocleError, match="employer_unknown"):
        seen(ma, FIRST)


@pytest.mark.parametrize("law", ["CM", "MA"])
def test_whatever_a_form_takes_fits_the_column_that_keeps_it(db: None, law: str) -> None:
    """A choice offered and too long for its column ends in an error that tells nobody anything."""
    columns: dict[str, int] = {}
    for model in apps.get_app_config("registry").get_models():
        for column in model._meta.get_fields():
            if isinstance(column, CharField) and column.max_length:
                least = columns.get(column.name, column.max_length)
                columns[column.name] = min(least, column.max_length)
    fund = factories.agency(law).fund
    # Kept without its spaces, or under a name that several tables have.
    elsewhere = {"number", "name", "agency", "account"}
    for each in catalogue():
        is_family = each.permission is Permission.PERFORM_FAMILY
        if each.permission is not Permission.PERFORM_REGISTRATION and not is_family:
            continue
        if each.subject_kind != "employer" and not is_family:
            continue
        for asked in each.fields(fund) if each.code != "transfer_to_agency" else ():
            most = columns.get(asked.name, 1000)
            if asked.name in elsewhere or asked.kind is FieldKind.DATE:
                continue
            chosen = asked.choices(fund) if asked.choices else ()
            longest = max(map(len, chosen), default=asked.max_length)
            assert longest <= most, f"{each.code}: {asked.name}"
