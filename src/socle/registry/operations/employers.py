"""Acts on an employer: affiliation, profile, class, filing regime, legal identifiers."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from socle.countries.affiliates import USUAL, AffiliateKind
from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.errors import Invalid
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.queries import as_of
from socle.platform.temporal.types import TemporalTable
from socle.registry import facts
from socle.registry.models import Employer
from socle.registry.operations.groups import attach, require_agency
from socle.registry.stating import amend, shown, state, supersede
from socle.registry.subjects import (
    checked_number,
    here,
    identifier_fault,
    is_believed,
    kind_of,
    legal_day,
    open_employer,
    person_by_number,
    require_alive,
    stored_identifier,
    stored_phone,
)
from socle.registry.types import EmployerStatus
from socle.registry.types.affiliations import Origin, Relation
from socle.rules.inputs import Input

_CONTACT = facts.CONTACT.values
_PROFILE = ("legal_name", "company_number", "address", "city")
_QUARTER = 3
# The company number is kept with the profile; other legal identifiers may be longer.
LONGEST_COMPANY_NUMBER = 30
# The affiliate above it, and by which link.
ABOVE = {"parent_company": Relation.SUBSIDIARY, "liaison_body": Relation.LIAISON}
# What every affiliation tells, whatever its kind.
_ALWAYS = frozenset(
    {"number", "affiliate_kind", "legal_name", "address", "city", "agency", "filing_regime"}
    | {"grounds", "notice_on", *_CONTACT}
)


def affiliate_employer(request: ActRequest) -> ActAnswer:
    """Affiliates an employer, with what the fund asks of its kind and the scheme's inputs.

    Raises:
        Invalid: something is asked of its kind and missing, not asked and given, or wrong.
        Refused: the number's key is wrong.
        Conflict: the number is already given.
    """
    return _affiliate(request, Origin.REQUEST)


def affiliate_by_own_motion(request: ActRequest) -> ActAnswer:
    """Affiliates an employer that did not ask: the fund found it. French: affiliation d'office.

    What its kind requires may be missing: it is asked of the employer once it has its notice.

    Raises:
        Invalid, Conflict: as `affiliate_employer`.
        Refused: the notice was served later than this act is recorded.
    """
    return _affiliate(request, Origin.OWN_MOTION)


def _affiliate(request: ActRequest, origin: Origin) -> ActAnswer:
    fields, on = request.fields, request.effective_on
    number = checked_number(request, "employer_number", fields["number"])
    kind = here(request).affiliates.kind(fields.get("affiliate_kind", USUAL))
    if faults := list(affiliation_faults(request=request, kind=kind, origin=origin)):
        raise Invalid(faults)
    locks = tuple(f"employer:{fields[name]}" for name in ABOVE if name in fields)
    with performing(request, subject_kind="employer", subject_number=number, locks=locks) as act:
        notice_on: date | None = fields.get("notice_on")
        if notice_on and notice_on > legal_day(request, act):
            raise Refused("employer.notice_to_come", on=notice_on.isoformat())
        employer = Employer.objects.filter(number=number).first()
        if employer and is_believed(facts.PROFILE, {"employer_id": employer.pk}):
            raise Conflict("registry.employer_exists", number=number)
        employer = employer or Employer.objects.create(
            fund_id=request.desk.fund.id, number=number, act_id=act.id
        )
        key = {"employer_id": employer.pk}
        told = None
        if "person" in fields:
            person = person_by_number(fields["person"])
            require_alive(person, on)
            told = person.pk
            act.touched.add(f"person:{fields['person']}")
        stated = list(
            stated_by_affiliation(request=request, kind=kind, origin=origin, person_id=told)
        )
        for table, named, values in stated:
            state(request, table, key | named, values, on)
        act.after = _told_of_affiliation(request, kind, stated)
        if "agency" in fields:
            require_agency(code=fields["agency"], on=on)
        for name, relation in ABOVE.items():
            if name in fields:
                attach(
                    request=request,
                    act=act,
                    employer=employer,
                    above=fields[name],
                    relation=relation,
                )
        return act.answer()


def stated_by_affiliation(
    *, request: ActRequest, kind: AffiliateKind, origin: Origin, person_id: int | None
) -> Iterator[tuple[TemporalTable, dict[str, str], dict[str, Any]]]:
    """What an affiliation states of the affiliate, but for who is above it.

    Each fact is its table, what its key says besides the affiliate, and its values.
    """
    fields = request.fields
    profile = _profile(request) | {
        "status": EmployerStatus.ACTIVE.value,
        "filing_regime": fields.get("filing_regime") or _usual_regime(request, kind),
    }
    yield facts.PROFILE, {}, profile
    for name, value in _classes(request, kind).items():
        yield facts.CLASSIFICATION, {"input": name}, {"value": value}
    nature = {
        "affiliate_kind": kind.code,
        "legal_form": fields.get("legal_form", ""),
        "activity": fields.get("activity", ""),
        "person_id": person_id,
        "first_hired_on": fields.get("first_hired_on"),
        "headcount": int(fields["headcount"]) if "headcount" in fields else None,
        "origin": origin.value,
        "grounds": fields.get("grounds", ""),
        "notice_on": fields.get("notice_on"),
    }
    yield facts.NATURE, {}, nature
    for name, value in _identifiers(request):
        yield facts.IDENTIFIER, {"kind": name}, {"value": value}
    contact = _contact(request)
    if any(contact.values()):
        yield facts.CONTACT, {}, contact
    if "agency" in fields:
        yield facts.EMPLOYER_AGENCY, {}, {"agency": fields["agency"]}


def _told_of_affiliation(
    request: ActRequest,
    kind: AffiliateKind,
    stated: list[tuple[TemporalTable, dict[str, str], dict[str, Any]]],
) -> dict[str, Any]:
    """What the act of an affiliation keeps of it."""
    fields = request.fields
    after: dict[str, Any] = {}
    for table, named, values in stated:
        if table is facts.PROFILE:
            after |= values
        elif table is facts.CONTACT:
            after |= {name: value for name, value in values.items() if value}
        elif named:
            after[next(iter(named.values()))] = values["value"]
    told = ("legal_form", "activity", "person", "first_hired_on", "headcount", "agency")
    after |= {name: fields[name] for name in (*told, "grounds", "notice_on") if name in fields}
    return shown(after) | {"affiliate_kind": kind.code}


def affiliation_faults(
    *, request: ActRequest, kind: AffiliateKind, origin: Origin
) -> Iterator[Fault]:
    """What is wrong with an affiliation, field by field."""
    fields = request.fields
    classes = set(_inputs(request)) - set(kind.classes) if kind.has_employees else set()
    for name in sorted(set(fields) - _ALWAYS - set(kind.asks) - classes):
        yield _not_asked(name, kind)
    if origin is Origin.REQUEST:
        required = set(kind.requires) | (_required_classes(request) & classes)
        for name in sorted(required - set(fields)):
            yield Fault("acts.field_missing", field=name)
    regime = fields.get("filing_regime")
    if regime and regime not in kind.filing_regimes:
        yield Fault("employer.regime_not_of_kind", field="filing_regime", facts=_allowed(kind))
    for name in here(request).affiliates.legal_identifiers:
        if fault := identifier_fault(request, name, fields[name]) if name in fields else None:
            yield fault
    if "headcount" in fields and not fields["headcount"].isdecimal():
        yield _not_a_count(fields["headcount"])


def classify_employer(request: ActRequest) -> ActAnswer:
    """Changes how the law classes an employer, from a day on (groupe de risque, régime).

    Raises:
        NotKnown: no such employer.
        Refused: it is closed; the value is not one of the input's.
    """
    fields, number = request.fields, request.fields["number"]
    _inputs(request)[fields["input"]].check(fields["value"])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, request.effective_on)
        key = {"employer_id": employer.pk, "input": fields["input"]}
        supersede(request, act, facts.CLASSIFICATION, key, {"value": fields["value"]})
        return act.answer()


def update_employer(request: ActRequest) -> ActAnswer:
    """Changes an employer's name or address from a day on; its status stays.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed.
        Invalid: nothing is changed, or the company number is certainly wrong.
    """
    fields, number = request.fields, request.fields["number"]
    if fault := identifier_fault(request, "company_number", fields.get("company_number", "")):
        raise Invalid([fault])
    changes = {name: said for name, said in _profile(request).items() if name in fields}
    if not changes:
        raise Invalid([Fault("employer.nothing_changed", field="legal_name")])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, request.effective_on)
        amend(request, act, facts.PROFILE, {"employer_id": employer.pk}, changes)
        return act.answer()


def change_filing_regime(request: ActRequest) -> ActAnswer:
    """Changes how often an employer declares, from the first day of a quarter on.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed, or its kind does not file so.
        Invalid: the day is not the first of a quarter.
    """
    number, on = request.fields["number"], request.effective_on
    if on.day != 1 or (on.month - 1) % _QUARTER:
        raise Invalid([Fault("employer.not_a_quarter", field="effective_on")])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, on)
        kind, regime = kind_of(request, employer), request.fields["filing_regime"]
        if kind and regime not in kind.filing_regimes:
            raise Refused("employer.regime_not_of_kind", **_allowed(kind)).at("filing_regime")
        changes = {"filing_regime": regime}
        amend(request, act, facts.PROFILE, {"employer_id": employer.pk}, changes)
        return act.answer()


def change_nature(request: ActRequest) -> ActAnswer:
    """Changes an affiliate's legal form, activity or headcount, from a day on.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed.
        Invalid: nothing is changed, or its kind is asked no such thing.
    """
    fields, number = request.fields, request.fields["number"]
    changes: dict[str, Any] = {
        name: fields[name] for name in ("legal_form", "activity") if name in fields
    }
    if "headcount" in fields:
        if not fields["headcount"].isdecimal():
            raise Invalid([_not_a_count(fields["headcount"])])
        changes["headcount"] = int(fields["headcount"])
    if not changes:
        raise Invalid([Fault("employer.nothing_changed", field="legal_form")])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, request.effective_on)
        key, kind = {"employer_id": employer.pk}, kind_of(request, employer)
        if kind is None:
            # Affiliated before kinds were told: it is of the usual one.
            usual = dict.fromkeys(facts.NATURE.values) | {
                **{"affiliate_kind": USUAL, "legal_form": "", "activity": ""},
                **{"origin": Origin.REQUEST.value, "grounds": ""},
            }
            state(request, facts.NATURE, key, usual | changes, request.effective_on)
            act.after = shown(changes)
        else:
            wrong = sorted(set(changes) - set(kind.asks))
            if wrong:
                raise Invalid([_not_asked(name, kind) for name in wrong])
            amend(request, act, facts.NATURE, key, changes)
        return act.answer()


def record_legal_identifier(request: ActRequest) -> ActAnswer:
    """Records a legal identifier of an affiliate, or another one in its place, from a day on.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed.
        Invalid: the identifier is certainly wrong.
    """
    fields, number = request.fields, request.fields["number"]
    kind, text = fields["identifier"], fields["identifier_value"]
    if fault := identifier_fault(request, kind, text):
        raise Invalid([Fault(fault.code, field="identifier_value", read=fault.read)])
    if kind == "company_number" and len(text) > LONGEST_COMPANY_NUMBER:
        most = {"most": LONGEST_COMPANY_NUMBER}
        raise Invalid([Fault("acts.field_too_long", field="identifier_value", facts=most)])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, request.effective_on)
        key, value = {"employer_id": employer.pk}, stored_identifier(request, kind, text)
        if kind == "company_number":
            amend(request, act, facts.PROFILE, key, {kind: value})
            return act.answer()
        supersede(request, act, facts.IDENTIFIER, key | {"kind": kind}, {"value": value})
        act.before = {kind: act.before["value"]} if act.before else {}
        act.after = {kind: value}
        return act.answer()


def change_contact(request: ActRequest) -> ActAnswer:
    """Changes how an affiliate is reached and where it works, from a day on.

    Raises:
        NotKnown: no such employer.
        Refused: it is closed.
        Invalid: nothing is changed.
    """
    number = request.fields["number"]
    given = {name: value for name, value in _contact(request).items() if value}
    if not given:
        raise Invalid([Fault("employer.nothing_changed", field="phone")])
    with performing(request, subject_kind="employer", subject_number=number) as act:
        employer = open_employer(number, request.effective_on)
        key = {"employer_id": employer.pk}
        if as_of(facts.CONTACT, on=request.effective_on, known_at=None, where=key):
            amend(request, act, facts.CONTACT, key, given)
        else:
            values = dict.fromkeys(_CONTACT, "") | given
            state(request, facts.CONTACT, key, values, request.effective_on)
            act.after = given
        return act.answer()


def _usual_regime(request: ActRequest, kind: AffiliateKind) -> str:
    """How often it declares where nobody said: as the law has it for its headcount."""
    scheme = here(request).schemes[request.desk.fund.scheme]
    headcount = request.fields.get("headcount")
    said = scheme.periodicity(request.effective_on, int(headcount) if headcount else None)
    return said if said in kind.filing_regimes else kind.filing_regimes[0]


def _inputs(request: ActRequest) -> Mapping[str, Input]:
    """The inputs by which the fund's scheme classes an employer."""
    scheme = here(request).schemes[request.desk.fund.scheme]
    return {each.name: each for each in scheme.inputs if each.classes_employers}


def _required_classes(request: ActRequest) -> set[str]:
    return {name for name, each in _inputs(request).items() if each.required}


def _classes(request: ActRequest, kind: AffiliateKind) -> dict[str, str]:
    """How the law classes an affiliate: as its kind decides, else as was told."""
    inputs = _inputs(request)
    told = {name: request.fields[name] for name in inputs if name in request.fields}
    for name, said in told.items():
        inputs[name].check(said)
    return told | {name: value for name, value in kind.classes.items() if name in inputs}


def _identifiers(request: ActRequest) -> list[tuple[str, str]]:
    """The legal identifiers that are given, besides the company number of the profile."""
    kinds = (*here(request).affiliates.legal_identifiers, "national_id")
    return [
        (kind, stored_identifier(request, kind, request.fields[kind]))
        for kind in kinds
        if kind != "company_number" and kind in request.fields
    ]


def _contact(request: ActRequest) -> dict[str, str]:
    said = {name: request.fields.get(name, "") for name in _CONTACT}
    return said | {
        "phone": stored_phone(request, said["phone"]),
        "email": said["email"].lower(),
    }


def _profile(request: ActRequest) -> dict[str, Any]:
    said = {name: request.fields.get(name, "") for name in _PROFILE}
    return said | {
        "company_number": stored_identifier(request, "company_number", said["company_number"])
    }


def _allowed(kind: AffiliateKind) -> dict[str, str]:
    return {"kind": kind.code, "allowed": ", ".join(kind.filing_regimes)}


def _not_asked(name: str, kind: AffiliateKind) -> Fault:
    return Fault("employer.not_asked", field=name, facts={"kind": kind.code})


def _not_a_count(text: str) -> Fault:
    return Fault("employer.not_a_count", field="headcount", read=text)
