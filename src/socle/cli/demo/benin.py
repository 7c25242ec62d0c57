"""The third fund of the demonstration, a small one: the benefits of Benin, each at a stage.

Its persons are few and its story is short: wages of three months, then claims. What the law gives
is computed; what no source gives waits, and is named.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from socle.benefits.queries.claims import claim as claim_of
from socle.cli.demo import declaring, disbursing, files, filling, paying_benefits, registering
from socle.cli.demo.claiming import Counter
from socle.cli.demo.declaring import HandedIn
from socle.cli.demo.files import DemoFile
from socle.cli.demo.office import Office, Paper
from socle.cli.demo.story import Employer, Story, story
from socle.kernel.months import Month
from socle.platform.access.scope import fund_scope

LAW = "BJ"
_SHARE = 10  # one person for so many of the other funds
_LEAST, _EMPLOYERS = 12, 12
_NAMES = (
    "AGBODJAN Codjo,HOUESSOU Ablawa,GNONLONFOUN Cossi,AKPOVI Afiavi,ADANDE Prosper,KINDE Mahugnon,"
    "SOSSA Dossa,SOSSA Reine,SOSSA Fifamè,SOSSA Sènan,SOSSA Sessi,"
    "BOCO Koffi,BOCO Gisèle,GOUDOTE Pélagie,GOUDOTE Romuald,GOUDOTE Adissa"
)
_CAREER = {"insurance_months": "246", "average_wage": "164500"}
_EARLY = {"insurance_months": "270", "average_wage": "50000"}
_SHORT = {"insurance_months": "64", "average_wage": "98000"}
_INVALID = {
    "insurance_months": "96",
    "months_in_last_12_months": "11",
    "average_wage": "145000",
}
# Whose figures no source gives: they wait in the basket, with what is missing.
_NOT_READ = ("prenatal", "maternity", "work_injury", "work_injury_daily")


def small_story(*, persons: int, today: date) -> Story:
    """The story of Benin's fund, beside others of so many persons."""
    told = story(LAW, persons=max(_LEAST, min(persons // _SHARE, 900)), today=today)
    return replace(told, employers=told.employers[:_EMPLOYERS], moves=())


def fill(office: Office, told: Story, persons: int, say: Callable[[str], None]) -> None:
    """Everything that happened in the story, in its order, each thing once."""
    registering.affiliate(office, told)
    source = f"Démonstration, {persons} personnes fictives au {told.today}"
    registering.register_persons(office, told, source)
    office.act(
        office.desk("immat"),
        "set_numbering",
        on=registering.SINCE,
        key="numbering",
        second=office.desk("verif"),
        scheme="mod_97_10",
    )
    _declare(office, told)
    say(f"{len(told.employers)} employeurs, mois de {told.months[0]} à {told.months[-1]}")
    tell(office, told)
    paying_benefits.tell(office, told)
    disbursing.tell(office, told)
    filling.end(office, told)


def _declare(office: Office, told: Story) -> None:
    """Every employer's months, each an export of its payroll."""
    profile = office.act(
        office.desk("comptes"),
        "define_file_profile",
        on=told.months[0].first_day,
        key="profile",
        name="Export de paie",
        **filling.PAYROLL,
    ).subject
    for month in told.months:
        on = min(declaring.due_on(told, month), told.today)
        for each in told.employers:
            made = HandedIn(
                on,
                f"file:{each.number}:{month}",
                "comptes",
                _export(told, each, month),
                "own",
                (each, month),
            )
            declaring.hand_in(office, told, made, {"own": profile})


def _export(told: Story, employer: Employer, month: Month) -> Callable[[], DemoFile]:
    def make() -> DemoFile:
        staff = [each for each in employer.who.staff if each.works(month)]
        block = files.lines(told, employer, month, staff)
        return files.spreadsheet(told.law, [block], month, employer.number)

    return make


def tell(office: Office, told: Story) -> None:
    """Each benefit of the scheme: granted, refused with its reasons, or waiting for the law."""
    here = Counter(office, told, _NAMES.split(","))
    event = told.today - timedelta(days=200)
    _retired(here, event)
    _short(here, event)
    _invalid(here, event)
    _survivors(here, event)
    _survivors_of_a_short_career(here, event)
    _family(here)
    _not_read(here)


def _retired(here: Counter, event: date) -> None:
    """One at sixty, suspended and lifted since; one at fifty-eight, with a reduction."""
    filed, decided = event + timedelta(days=12), event + timedelta(days=40)
    one = here.person("one", event.replace(year=event.year - 60, day=1), "male")
    claim = here.claim("old", one, "old_age", event, filed)
    here.tell("old", claim, filed, _CAREER)
    (award,) = here.decide("old", claim, decided, "granted")
    said: dict[str, Any] = {"award": award, "reason": "life_proof_missing"}
    here.act("liquid", "suspend_award", "suspended", decided + timedelta(days=30), **said)
    here.act("liquid", "lift_suspension", "lifted", decided + timedelta(days=90), award=award)
    two = here.person("two", event.replace(year=event.year - 58, day=1), "female")
    claim = here.claim("early", two, "early_old_age", event, filed)
    here.tell("early", claim, filed, _EARLY)
    here.decide("early", claim, decided, "granted")


def _short(here: Counter, event: date) -> None:
    """Too short a career for a pension: refused, and the lump sum instead."""
    filed, decided = event + timedelta(days=12), event + timedelta(days=40)
    who = here.person("three", event.replace(year=event.year - 60, day=1), "male")
    claim = here.claim("short", who, "old_age", event, filed)
    here.tell("short", claim, filed, _SHORT)
    here.decide("short", claim, decided, "refused")
    claim = here.claim("lump", who, "old_age_lump_sum", event, decided)
    here.tell("lump", claim, decided, _SHORT)
    here.decide("lump", claim, decided + timedelta(days=9), "granted")


def _invalid(here: Counter, event: date) -> None:
    """Two thirds disabled, says the medical adviser; another whose opinion has not come."""
    filed, decided = event + timedelta(days=20), event + timedelta(days=60)
    for key, age in (("four", 47), ("five", 39)):
        who = here.person(key, event.replace(year=event.year - age, day=1), "female")
        claim = here.claim(f"invalid:{key}", who, "invalidity", event, filed)
        here.tell(f"invalid:{key}", claim, filed, _INVALID)
        if key == "five":
            continue
        said: dict[str, Any] = {"claim": claim, "incapacity_percent": "70"}
        here.act("medecin", "advise_claim", "advised", filed + timedelta(days=9), **said)
        here.decide("invalid", claim, decided, "granted")


def _survivors(here: Counter, event: date) -> None:
    """A pensioner of two wives: shares and orphans; one wife marries again, and her share ends."""
    year = here.told.today.year
    died = event + timedelta(days=70)
    him = here.person("him", date(year - 61, 2, 1), "male")
    wives = [here.person(f"her:{age}", date(year - age, 9, 1), "female") for age in (52, 44)]
    for rank, wife in enumerate(wives):
        wed: dict[str, Any] = {"husband": him, "wife": wife, "regime": "polygamy"}
        here.act("famille", "marry", f"wed:{rank}", date(year - 22 + 6 * rank, 7, 4), **wed)
    for rank, (age, mother) in enumerate(((17, wives[0]), (9, wives[1]))):
        born = date(year - age, 5, 9)
        child = here.person(f"child:{rank}", born, "male", since=born)
        tie: dict[str, Any] = {"child": child, "father": him, "mother": mother}
        here.act("famille", "declare_filiation", f"tie:{rank}", born, **tie)
    claim = here.claim("his", him, "old_age", event, event)
    here.tell("his", claim, event, _CAREER)
    (pension,) = here.decide("his", claim, event + timedelta(days=20), "granted")
    paper = Paper("acte-de-deces.pdf", b"%PDF-1.7 fictif, survivants", "death_certificate")
    here.act("immat", "declare_death", "dies", died, paper=paper, number=him)
    here.act("liquid", "end_award", "ends", died, award=pension, reason="death")
    claim = here.claim("widows", him, "survivors", died, died + timedelta(days=15))
    here.decide("widows", claim, died + timedelta(days=35), "granted")
    _married_again(here, claim, wives[1], died + timedelta(days=80))


def _married_again(here: Counter, claim: str, wife: str, on: date) -> None:
    """Six months of her pension at once; what she had goes to those who are left."""
    with fund_scope(here.office.fund.id):
        awards = {each.beneficiary_number: each for each in claim_of(number=claim).awards}
    hers = awards.pop(wife)
    here.act("liquid", "end_award", "remarries", on, award=hers.number, reason="remarriage")
    left = next(iter(awards.values())).number
    here.act("liquid", "revise_award", "shares", on, award=left)
    asked = here.claim("remarriage", wife, "remarriage", on, on + timedelta(days=5))
    pension = {"pension_of_spouse": str(hers.terms[0].amount)}
    here.tell("remarriage", asked, on + timedelta(days=5), pension)
    here.decide("remarriage", asked, on + timedelta(days=15), "granted")


def _survivors_of_a_short_career(here: Counter, event: date) -> None:
    """Dead before the fifteen years that a pension asks: a lump sum to the widow."""
    year = here.told.today.year
    him = here.person("young", date(year - 44, 3, 1), "male")
    her = here.person("widow", date(year - 41, 6, 1), "female")
    here.act("famille", "marry", "young:wed", date(year - 12, 4, 2), husband=him, wife=her)
    paper = Paper("acte-de-deces.pdf", b"%PDF-1.7 fictif, capital", "death_certificate")
    here.act("immat", "declare_death", "young:dies", event, paper=paper, number=him)
    filed = event + timedelta(days=25)
    claim = here.claim("capital", him, "survivors_lump_sum", event, filed)
    here.tell("capital", claim, filed, {"insurance_months": "100", "average_wage": "112000"})
    here.decide("capital", claim, filed + timedelta(days=20), "granted")
    here.claim("unread:funeral", him, "funeral", event, filed)  # no source gives its amount


def _family(here: Counter) -> None:
    """Allowances for two children, by the months whose work the career shows."""
    first = here.told.months[0]
    worker = next((each.person for each in here.told.steady() if _may_be_father(each.wage)), None)
    if worker is None:
        return
    mother = here.person("mother", date(first.year - 33, 1, 5), "female")
    for rank, age in enumerate((11, 4)):
        born = date(first.year - age, 2, 3)
        child = here.person(f"family:{rank}", born, "female", since=born)
        tie: dict[str, Any] = {"child": child, "father": worker.number, "mother": mother}
        here.act("famille", "declare_filiation", f"family:tie:{rank}", born, **tie)
    today = here.told.today
    claim = here.claim("family", worker.number, "family_allowance", first.first_day, today)
    here.decide("family", claim, today, "granted")


def _may_be_father(wage: int) -> bool:
    """Whose wage reaches the least one every month, absences counted."""
    return wage >= 110_000


def _not_read(here: Counter) -> None:
    """Claims that count from their day, though nobody has read what the law gives."""
    insured = here.person("asks", date(here.told.today.year - 30, 4, 4), "female")
    for days, benefit in enumerate(_NOT_READ, 3):
        filed = here.told.today - timedelta(days=days)
        here.claim(f"unread:{benefit}", insured, benefit, filed, filed)
