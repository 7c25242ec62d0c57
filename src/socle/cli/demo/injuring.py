"""Work injuries of the demonstration: one waits, one came late, one is refused, one relapsed."""

from datetime import date, timedelta
from typing import Any

from socle.benefits.queries.injuries import has_injuries, injury_of_act
from socle.cli.demo.office import Office
from socle.cli.demo.story import Story
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk

_DAYS_AGO = 90
_SEEN = {
    "nature": "fracture fermée",
    "seat": "avant-bras droit",
    "witnesses": "Un collègue de l’équipe",
    "doctor": "Dr Essomba",
}


def tell(office: Office, told: Story) -> None:
    """Injuries of four workers, where the scheme insures them."""
    workers = told.steady()[-6:-2]
    if told.law != "CM" or len(workers) < 4 or not has_injuries(office.fund):
        return
    numbers = [each.person.number for each in workers]
    _Telling(office, told).everybody(numbers)


class _Telling:
    """The counter, its second person and the medical adviser, at work on the register."""

    def __init__(self, office: Office, told: Story) -> None:
        self.office, self.first = office, told.today - timedelta(days=_DAYS_AGO)
        self.by, self.second = office.desk("liquid"), office.desk("verif")

    def everybody(self, numbers: list[str]) -> None:
        waiting, late, refused, relapsed = numbers
        self.declared(waiting, 60, 2, place="Quai de chargement", circumstances="Caisse tombée")
        self.declared(
            late, 0, 40, place="Route de l’usine", kind="commuting_accident", circumstances="Moto"
        )
        self.decided(
            self.declared(refused, 10, 3, place="Domicile", circumstances="Chute dans la cour"),
            30,
            "refused",
            "Hors du temps et du lieu du travail",
        )
        number = self.declared(relapsed, 0, 2, place="Atelier", circumstances="Chute d’une échelle")
        self.decided(number, 9, "recognised", "Au temps et au lieu du travail")
        self.ended(number, 30, ending="consolidated", incapacity_percent="8")
        issued_on = self.day(50).isoformat()
        again = {"injury": number, "certificate": "relapse", "issued_on": issued_on}
        self.act(self.by, "add_injury_certificate", 50, f"again:{number}", **again)
        self.decided(number, 55, "recognised", "Même lésion", about="relapse")
        self.ended(number, 80, ending="healed")

    def declared(self, person: str, happened: int, after: int, **said: Any) -> str:
        """An injury with its first certificate; its number."""
        day = self.day(happened)
        fields = {
            "person": person,
            "kind": "work_accident",
            "happened_on": day.isoformat(),
            "happened_at": "09:15",
            "employer_name": "Entreprise du chantier",
            "declared_by": "employer",
            "issued_on": day.isoformat(),
            "off_since": self.day(happened + 1).isoformat(),
            "off_until": self.day(happened + 14).isoformat(),
        }
        key = f"declared:{person}"
        act = self.act(self.by, "declare_injury", happened + after, key, **(_SEEN | fields | said))
        with fund_scope(self.office.fund.id):
            return injury_of_act(act=act)

    def decided(
        self, number: str, after: int, outcome: str, ground: str, about: str = "character"
    ) -> None:
        said = {"injury": number, "about": about, "outcome": outcome, "ground": ground}
        self.act(self.by, "decide_injury", after, f"{about}:{number}", second=self.second, **said)

    def ended(self, number: str, after: int, **said: str) -> None:
        since = self.day(after).isoformat()
        doctor = self.office.desk("medecin")
        key = f"{said['ending']}:{number}"
        self.act(doctor, "close_injury", after, key, injury=number, since=since, **said)

    def act(self, by: Desk, code: str, after: int, key: str, /, **said: Any) -> str:
        return self.office.act(by, code, on=self.day(after), key=f"injury:{key}", **said).act

    def day(self, after: int) -> date:
        return self.first + timedelta(days=after)
