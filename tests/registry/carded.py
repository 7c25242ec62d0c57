"""Cards and certificates of a fund at work: a row in each of their tables, and a superseded one."""

from datetime import date

from tests import factories
from tests.conftest import NOW

from socle.platform.access.scope import fund_scope
from socle.platform.printing.operations import note_paper
from socle.registry.operations.papers import revocation_list

SINCE = date(2026, 1, 5)


def a_life(place: factories.Agency, person: str, employer: str) -> None:
    """A card handed over, lost and replaced; a certificate of each kind."""
    for kind in ("issue_card", "hand_over_card"):
        factories.act(place.registration, kind, on=SINCE, number=person)
    factories.act(place.registration, "report_card", on=SINCE, number=person, loss="lost")
    factories.act(place.registration, "duplicate_card", on=SINCE, number=person)
    for kind in ("registration", "family_situation"):
        said = {"number": person, "certificate_kind": kind}
        factories.act(place.registration, "certify_person", on=SINCE, **said)
    factories.act(place.registration, "certify_affiliation", on=SINCE, employer=employer)
    with fund_scope(place.fund.id):
        revocation_list(on=SINCE, at=NOW)  # signed, by the fund's first key
        note_paper(desk=place.registration, kind="card", number="1", subject=person, at=NOW)
