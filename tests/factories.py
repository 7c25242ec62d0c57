"""Funds, desks, employers and persons for tests: synthetic, with fixed dates."""

import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import uuid4
from zlib import crc32

from django.contrib.auth.hashers import make_password

from socle.countries.registry import country as law_of
from socle.platform.access import operations as access
from socle.platform.access.models import RoleGrant, User
from socle.platform.access.queries import desk as desk_of
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, FundView, Role
from socle.platform.acts.operations import submit, validate
from socle.platform.acts.types import ActAnswer, ActStatus
from socle.platform.documents.operations import store_document
from tests.conftest import NOW

SINCE = date(2015, 1, 1)
CM_EMPLOYER = "0123456789K"
CM_PERSON = "1122334455B"
MA_EMPLOYER = "1234567"
MA_PERSON = "123456785"


@dataclass(frozen=True)
class Agency:
    """A fund with one desk a role."""

    fund: FundView
    registration: Desk
    accounts: Desk
    verifier: Desk
    auditor: Desk
    administrator: Desk


def agency(country: str = "CM", code: str | None = None, scheme: str = "") -> Agency:
    """A new fund of a country, with its agents."""
    scheme = scheme or {"CM": "cnps", "MA": "cnss"}[country]
    currency = law_of(country).currency
    code = code or f"fund-{uuid4().hex[:8]}"
    fund = access.create_fund(
        code=code, name=f"Caisse {code}", country=country, scheme=scheme, currency=currency
    )
    # Who serves employers, or one register alone, is made by the test that needs them.
    elsewhere = {Role.EMPLOYER_CLERK, Role.MANDATARY, Role.DATA_PROTECTION_OFFICER}
    agents = _agents(fund, [role for role in Role if role not in elsewhere])

    def at_desk(role: Role) -> Desk:
        return desk_of(user_id=agents[role].pk, fund_code=code)

    return Agency(
        fund=fund,
        registration=at_desk(Role.REGISTRATION_OFFICER),
        accounts=at_desk(Role.ACCOUNTS_OFFICER),
        verifier=at_desk(Role.VERIFIER),
        auditor=at_desk(Role.AUDITOR),
        administrator=at_desk(Role.ADMINISTRATOR),
    )


def _agents(fund: FundView, roles: list[Role]) -> dict[Role, User]:
    """A person for each role, as `desk` makes one, all by two statements: most tests ask for them.

    One by one they took a tenth of a second before each of two thousand tests.
    """
    logins = [f"{role}-{uuid4().hex[:8]}" for role in roles]
    people = User.objects.bulk_create(
        User(login=each, full_name=f"Agent {each}", password=make_password(each)) for each in logins
    )
    RoleGrant.objects.bulk_create(
        RoleGrant(user=each, fund_id=fund.id, role=role.value)
        for each, role in zip(people, roles, strict=True)
    )
    return dict(zip(roles, people, strict=True))


def desk(fund: FundView, role: Role, employer_number: str = "") -> Desk:
    """A person with a role in a fund. The password is the sign-in name."""
    login = f"{role}-{uuid4().hex[:8]}"
    access.create_user(login=login, full_name=f"Agent {login}", password=login)
    access.grant_role(login=login, fund_code=fund.code, role=role, employer_number=employer_number)
    return desk_of_login(login=login, fund_code=fund.code)


def mandatary(fund: FundView) -> str:
    """A mandatary without a mandate yet; the sign-in name, which is the password too."""
    login = f"mandatary-{uuid4().hex[:8]}"
    access.create_user(login=login, full_name=f"Cabinet {login}", password=login)
    access.grant_role(login=login, fund_code=fund.code, role=Role.MANDATARY)
    return login


def document(by: Desk, name: str = "acte.txt") -> int:
    """A file that a desk handed in; its id, to be the evidence of an act."""
    with fund_scope(by.fund.id):
        return store_document(
            fund_id=by.fund.id,
            stream=io.BytesIO(name.encode()),
            name=name,
            limit_bytes=1000,
            at=NOW,
            by=by.user_id,
        ).id


def act(
    by: Desk,
    code: str,
    *,
    on: date = SINCE,
    key: str = "",
    evidence: tuple[int, ...] = (),
    **fields: Any,
) -> ActAnswer:
    """Submits an act in the desk's fund."""
    with fund_scope(by.fund.id):
        return submit(
            desk=by,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="",
            key=key or uuid4().hex,
            at=NOW,
            evidence=evidence,
        )


def passed(place: Agency, code: str, *, on: date = SINCE, **fields: Any) -> ActAnswer:
    """An act with a motive, validated by a second person where it needs one."""
    with fund_scope(place.fund.id):
        answer = submit(
            desk=place.registration,
            act_type_code=code,
            fields=fields,
            effective_on=on,
            motive="vérifié",
            key=uuid4().hex,
            at=NOW,
        )
        if answer.status is ActStatus.TO_VALIDATE:
            answer = validate(desk=place.verifier, number=answer.act, at=NOW)
        return answer


def employer(place: Agency, number: str = "", **fields: Any) -> str:
    """An affiliated employer; its number."""
    is_cm = place.fund.country == "CM"
    number = number or (CM_EMPLOYER if is_cm else MA_EMPLOYER)
    given = {"legal_name": "Savonnerie du Wouri", **({"risk_group": "B"} if is_cm else {})}
    act(place.registration, "affiliate_employer", number=number, **(given | fields))
    return number


def person(place: Agency, number: str = "", **fields: Any) -> str:
    """A registered person; their number."""
    usual = CM_PERSON if place.fund.country == "CM" else MA_PERSON
    born = date(1980, 1, 1)
    if number not in {"", usual}:  # homonyms born on other days: nobody doubts that they are two
        born = date(1950, 1, 1) + timedelta(days=crc32(number.encode()) % 12_000)
    number = number or usual
    given = {"family_name": "ALAOUI", "given_names": "Fatima", "birth_on": born.isoformat()}
    act(place.registration, "register_person", number=number, **(given | fields))
    return number
