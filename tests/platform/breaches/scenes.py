"""Breaches of a fund, from the first hour to the closing."""

from datetime import datetime, timedelta
from uuid import uuid4

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, Role
from socle.platform.acts.operations import submit, validate
from socle.web import clock

KNOWN = {
    "what": "Un ordinateur de l’agence de Bafia a été volé",
    "classes": "identity health",
    "persons": "1 200",
}


def officer(place: factories.Agency) -> Desk:
    return factories.desk(place.fund, Role.DATA_PROTECTION_OFFICER)


def hours_ago(hours: int) -> datetime:
    """An instant of the fund's legal time, to the minute."""
    return (
        (clock.now() - timedelta(hours=hours))
        .astimezone(clock.zone("CM"))
        .replace(second=0, microsecond=0)
    )


def at(instant: datetime, what: str) -> dict[str, str]:
    """The two fields of an act that say an instant."""
    return {f"{what}_on": instant.date().isoformat(), f"{what}_time": f"{instant:%H:%M}"}


def report(desk: Desk, *, hours: int = 5, **fields: str) -> str:
    """A breach that was found so many hours ago; its number."""
    said = {"found_by": "Chef d’agence de Bafia"} | KNOWN | at(hours_ago(hours), "found")
    return factories.act(desk, "report_breach", on=clock.today("CM"), **(said | fields)).subject


def done(desk: Desk, code: str, **fields: str) -> str:
    return factories.act(desk, code, on=clock.today("CM"), **fields).act


def close(place: factories.Agency, desk: Desk, number: str, **fields: str) -> str:
    """By two people; the number of the act."""
    with fund_scope(place.fund.id):
        asked = submit(
            desk=desk,
            act_type_code="close_breach",
            fields={"breach": number} | fields,
            effective_on=clock.today("CM"),
            motive="Le disque était chiffré",
            key=uuid4().hex,
            at=NOW,
        )
        return validate(desk=place.verifier, number=asked.act, at=NOW).act


def breaches_at_work(place: factories.Agency) -> None:
    """One breach that went all its way: rows in each table."""
    desk = officer(place)
    number = report(desk)
    done(desk, "complete_breach", breach=number, **(KNOWN | {"measures": "Mots de passe changés"}))
    done(desk, "name_breach_persons", breach=number, numbers="1122334455B")
    for code in ("notify_authority", "notify_breach_persons"):
        done(desk, code, breach=number, reference="R-12", **at(hours_ago(1), "told"))
    close(place, desk, number)
