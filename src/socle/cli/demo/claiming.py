"""Claims of the demonstration: each stage of one, with awards in payment, suspended and lifted.

The careers that they rest on are older than the story's declarations: they are proved on paper, and
said against the files before a second person.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from socle.benefits.queries.calculations import calculate
from socle.benefits.queries.claims import claim as claim_of
from socle.benefits.queries.pieces import pieces_of
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Story
from socle.platform.access.scope import fund_scope
from socle.platform.acts.queries import act
from socle.registry.queries.families_charges import dependants

_SINCE = date(2002, 3, 1)
_NAMES = {
    "CM": "OWONA Bernard,ETOGA Marie,NJOYA Ibrahim,TCHAMBA Rose,MVONDO Paul,ATANGANA Luc,"
    "ATANGANA Jeanne,ATANGANA Ariel,ATANGANA Nina",
    "MA": "ZERHOUNI Driss,SLAOUI Malika,BERRADA Hamid,KADIRI Zineb,OUAZZANI Ali,TAHIRI Rachida",
}
# What papers prove of a career: enough for a pension, too little, or a lump sum.
_LONG = {
    "CM": {"insurance_months": "246", "months_in_last_10_years": "112", "average_wage": "212500"},
    "MA": {"insured_days": "5400", "average_wage": "5200"},
}
_FAMILIES = {"CM": 3, "MA": 1}
# The story of Morocco is shorter than the six months that the law looks at.
_PAPERS: dict[str, dict[str, str]] = {"CM": {}, "MA": {"days_in_last_6_months": "150"}}
_JUDGED = {"MA": "Bulletins de paie vus : plus de 60 % du SMIG."}
_SHORT = {
    "CM": {"insurance_months": "64", "average_wage": "148000"},
    "MA": {"insured_days": "1800"},
}


@dataclass(slots=True)
class Counter:
    """The counter of benefits: whose turn it is, and who decides."""

    office: Office
    told: Story
    names: list[str]

    def act(
        self, by: str, kind: str, key: str, on: date, *, is_seen: bool = True, **said: Any
    ) -> str:
        """An act, validated unless it is left to wait; its number."""
        second = self.office.desk("verif") if is_seen else None
        desk = self.office.desk(by)
        done = self.office.act(desk, kind, on=on, key=f"claim:{key}", second=second, **said)
        return done.act

    def person(self, key: str, born: date, sex: str, *, since: date = _SINCE) -> str:
        """Somebody registered long ago, by the fund's next number."""
        family_name, given_names = self.names.pop(0).split(" ")
        return self.office.act(
            self.office.desk("immat"),
            "register_person",
            on=max(since, born),
            key=f"claim:person:{key}",
            second=self.office.desk("verif"),
            family_name=family_name,
            given_names=given_names,
            birth_on=born.isoformat(),
            sex=sex,
        ).subject

    def claim(
        self, key: str, person: str, benefit: str, event: date, filed: date,
        *, has_pieces: bool = True, **said: str,
    ) -> str:  # fmt: skip
        """A claim, its pieces seen at the counter; its number."""
        fund = self.office.fund
        with fund_scope(fund.id):
            asked = [each.code for each in pieces_of(fund, benefit) if each.is_required]
        seen: dict[str, Any] = {"seen": ",".join(asked if has_pieces else asked[:1])}
        fields: dict[str, Any] = {
            "person": person,
            "benefit": benefit,
            "event_on": event.isoformat(),
        }
        fields |= {**seen, **said}
        filing = self.act("liquid", "file_claim", f"{key}:file", filed, **fields)
        with fund_scope(fund.id):
            return str(act(number=filing).after["claim"])

    def tell(self, key: str, claim: str, on: date, facts: dict[str, str]) -> None:
        for name, value in facts.items():
            said: dict[str, Any] = {"claim": claim, "fact": name, "value": value}
            self.act("liquid", "tell_claim_fact", f"{key}:{name}", on, **said)

    def decide(self, key: str, claim: str, on: date, outcome: str, **said: Any) -> list[str]:
        """A decision; the numbers of the awards it gave."""
        fields: dict[str, Any] = {"claim": claim, "outcome": outcome, **said}
        self.act("liquid", "decide_claim", f"{key}:decide", on, **fields)
        with fund_scope(self.office.fund.id):
            return [each.number for each in claim_of(number=claim).awards]


def tell(office: Office, told: Story, say: Callable[[str], None]) -> None:
    """Retired, suspended, a lump sum, refused, incomplete, waiting; survivors; a family."""
    here = Counter(office, told, _NAMES[told.law].split(","))
    event = told.today - timedelta(days=200)
    born = event.replace(year=event.year - 60, day=1)
    filed, decided = event + timedelta(days=12), event + timedelta(days=40)
    retired = [
        here.person(key, born, sex)
        for key, sex in (("one", "male"), ("two", "female"), ("three", "male"), ("four", "female"))
    ]
    awards = []
    for rank, person in enumerate(retired[:2]):
        claim = here.claim(f"old:{rank}", person, "old_age", event, filed)
        here.tell(f"old:{rank}", claim, filed, _LONG[told.law])
        awards += here.decide(f"old:{rank}", claim, decided, "granted")
    stopped, lifted = decided + timedelta(days=30), decided + timedelta(days=90)
    said: dict[str, Any] = {"award": awards[1], "reason": "life_proof_missing"}
    here.act("liquid", "suspend_award", "suspended", stopped, **said)
    here.act("liquid", "lift_suspension", "lifted", lifted, award=awards[1])
    _short_career(here, retired[2], event, filed, decided)
    _left_waiting(here, retired[3], event, filed)
    if told.law == "CM":
        _survivors(here, event)
    if not _family(here):
        say("pas d’allocations familiales : personne n’a d’enfant à charge et le travail demandé")


def _short_career(here: Counter, person: str, event: date, filed: date, decided: date) -> None:
    """Too short for a pension: refused, with its reasons; in Cameroon a lump sum then."""
    claim = here.claim("short", person, "old_age", event, filed)
    here.tell("short", claim, filed, _SHORT[here.told.law])
    if here.told.law == "CM":
        here.tell("short", claim, filed, {"months_in_last_10_years": "40"})
        here.decide("short", claim, decided, "refused")
        again = here.claim("lump", person, "old_age_lump_sum", event, decided)
        here.tell("lump", again, decided, _SHORT["CM"])
        here.decide("lump", again, decided + timedelta(days=9), "granted")
    else:  # 1,800 days give a flat pension
        here.decide("short", claim, decided, "granted")


def _left_waiting(here: Counter, person: str, event: date, filed: date) -> None:
    """One decision waits for its second person, one claim for its papers."""
    claim = here.claim("waits", person, "old_age", event, filed)
    here.tell("waits", claim, filed, _LONG[here.told.law])
    fields: dict[str, Any] = {"claim": claim, "outcome": "granted"}
    here.act("liquid", "decide_claim", "waits:decide", filed, is_seen=False, **fields)
    late = here.person("five", event.replace(year=event.year - 61, day=1), "male")
    recent = here.told.today - timedelta(days=6)
    here.claim("incomplete", late, "old_age", event, recent, has_pieces=False)


def _survivors(here: Counter, event: date) -> None:
    """A pensioner who died: his widow and two orphans share what he had."""
    years = here.told.today.year
    died = event + timedelta(days=70)
    him = here.person("him", date(years - 61, 2, 1), "male")
    her = here.person("her", date(years - 52, 9, 1), "female")
    children = [
        here.person(f"child:{rank}", date(years - age, 5, 9), sex, since=date(years - age, 6, 1))
        for rank, (age, sex) in enumerate(((19, "male"), (9, "female")))
    ]
    here.act("famille", "marry", "wed", date(years - 22, 7, 4), husband=him, wife=her)
    for rank, (child, age) in enumerate(zip(children, (19, 9), strict=True)):
        tie: dict[str, Any] = {"child": child, "father": him, "mother": her}
        here.act("famille", "declare_filiation", f"tie:{rank}", date(years - age, 5, 9), **tie)
    claim = here.claim("his", him, "old_age", event, event)
    here.tell("his", claim, event, _LONG["CM"])
    pension = here.decide("his", claim, event + timedelta(days=20), "granted")
    paper = Paper("acte-de-deces.pdf", b"%PDF-1.7 fictif, survivants", "death_certificate")
    here.act("immat", "declare_death", "dies", died, paper=paper, number=him)
    here.act("liquid", "end_award", "ends", died, award=pension[0], reason="death")
    claim = here.claim("widow", him, "survivors", died, died + timedelta(days=15))
    here.decide("widow", claim, died + timedelta(days=35), "granted")


def _family(here: Counter) -> int:
    """Family allowances of insured who bear children, for the last month declared; how many."""
    month = here.told.months[-1]
    today = here.told.today
    bearers = _bearers(here, _FAMILIES[here.told.law])
    for rank, bearer in enumerate(bearers):
        claim = here.claim(f"family:{rank}", bearer, "family_allowance", month.first_day, today)
        for name, value in _PAPERS[here.told.law].items():
            here.tell("family", claim, today, {name: value})
        judged = {"judged": _JUDGED[here.told.law]} if here.told.law in _JUDGED else {}
        here.decide(f"family:{rank}", claim, today, "granted", **judged)
    return len(bearers)


def _bearers(here: Counter, most: int) -> list[str]:
    """The first insured who bear a child and have worked as the law asks; a few have none.

    The files of some employers are refused or late: of their staff no work is posted.
    """
    fund, on, found = here.office.fund, here.told.months[-1].first_day, []
    papers = {name: (value, "") for name, value in _PAPERS[here.told.law].items()}
    with fund_scope(fund.id):
        for each in here.told.steady():
            number = each.person.number
            borne = dependants(number=number, on=on, known_at=None)
            if not any(one.benefit == "family" for one in borne):
                continue
            said: dict[str, Any] = {"benefit": "family_allowance", "on": on, "told": papers}
            if calculate(fund=fund, number=number, **said).eligible:
                found.append(number)
            if len(found) == most:
                break
    return found
