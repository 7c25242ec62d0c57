"""Affiliates of other kinds in the demonstration, and what happens in the life of a few."""

from datetime import date, timedelta
from typing import Any

from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Employer, Part, Story
from socle.kernel.check_digits import weighted_key

SINCE = date(2015, 1, 1)
AGENCIES = {
    "CM": (("DLA", "Douala Bonanjo", "Douala"), ("YDE", "Yaoundé Centre", "Yaoundé")),
    "MA": (("ANFA", "Casablanca Anfa", "Casablanca"), ("FES", "Fès Ville nouvelle", "Fès")),
}
_REPORT = Paper("rapport-de-controle.txt", b"Controle sur place : deux personnes au travail.")


def tell(office: Office, told: Story) -> None:
    """A household, a farm, an affiliation by the fund, a suspension, a merger, a transfer."""
    first = told.months[0].first_day
    _agencies(office, told, first)
    # Affiliated this month: no month of theirs is owed yet.
    month = told.today.replace(day=1)
    classes = {"risk_group": "A"} if told.law == "CM" else {}
    household = {"affiliate_kind": "household_employer", "national_id": "BK482915"}
    farm = {
        "affiliate_kind": "farm",
        "activity": "Agrumes et maraîchage",
        "headcount": "18",
        "legal_form": "cooperative",
    }
    _affiliate(office, told, 1, month, "Mme Nadia Berrada", **household, **classes)
    _affiliate(office, told, 2, month, "Coopérative des Agrumes", **farm, **classes)
    _by_own_motion(office, told, month, classes)
    _affiliate(office, told, 4, SINCE, "Hôtel de la Corniche", **classes)
    office.act(
        office.desk("immat"),
        "suspend_employer",
        on=first - timedelta(days=31),
        key="affiliating:suspended",
        number=far_number(told, 4),
    )
    _merger(office, told, first, classes)


def _agencies(office: Office, told: Story, first: date) -> None:
    """Two agencies; the exemplary employer's file goes from one to the other."""
    desk, said = office.desk("immat"), AGENCIES[told.law]
    for code, name, city in said:
        office.act(
            desk,
            "open_agency",
            on=SINCE,
            key=f"agency:{code}",
            agency_code=code,
            agency_name=name,
            city=city,
        )
    moved = told.one(Part.EXEMPLARY)
    for on, (code, _name, _city) in zip((SINCE, first), said, strict=True) if moved else ():
        office.act(
            desk,
            "transfer_to_agency",
            on=on,
            key=f"transfer:{code}",
            number=(moved or told.employers[0]).number,
            agency=code,
        )
    if moved:
        office.act(
            desk,
            "add_representative",
            on=SINCE,
            key="affiliating:representative",
            number=moved.number,
            full_name="Salma Idrissi",
            capacity="director",
            scope="everything",
        )


def _by_own_motion(office: Office, told: Story, month: date, classes: dict[str, str]) -> None:
    """An employer that the fund found at work, and that never asked."""
    office.act(
        office.desk("immat"),
        "affiliate_by_own_motion",
        on=month,
        key="affiliating:own_motion",
        paper=_REPORT,
        second=office.desk("verif"),
        number=far_number(told, 3),
        legal_name="Atelier de la Médina",
        affiliate_kind="craft",
        grounds="inspection",
        notice_on=month.isoformat(),
        **classes,
    )


def _merger(office: Office, told: Story, first: date, classes: dict[str, str]) -> None:
    """A firm absorbed by a usual employer before the story begins."""
    _affiliate(office, told, 5, SINCE, "Transports du Port", **classes)
    usual: tuple[Employer, ...] = told.of(Part.USUAL) or told.of(Part.MANDATED)
    if usual:
        office.act(
            office.desk("immat"),
            "merge_employer",
            on=first,
            key="affiliating:merged",
            second=office.desk("verif"),
            number=far_number(told, 5),
            successor=usual[0].number,
        )


def _affiliate(office: Office, told: Story, rank: int, on: date, name: str, /, **said: Any) -> None:
    number = far_number(told, rank)
    office.act(
        office.desk("immat"),
        "affiliate_employer",
        on=on,
        key=f"employer:{number}",
        number=number,
        legal_name=name,
        **said,
    )


def far_number(told: Story, rank: int) -> str:
    """A number far from those of the story's other employers, with its key where it is known."""
    if told.law == "CM":
        return f"99900000{rank:02d}Z"
    digits = f"9990{rank:02d}"
    return digits + weighted_key(digits, "121212")
