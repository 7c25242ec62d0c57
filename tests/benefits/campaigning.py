"""Families with allowances and a campaign for their children, for tests of campaigns."""

from datetime import date

from tests import factories
from tests.benefits import awarded
from tests.benefits.claiming import done, liquidator
from tests.registry import families

from socle.benefits.queries.campaigns import campaign, campaigns, counts
from socle.benefits.types.campaigns import CampaignView
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk

JUDGED = date(2025, 10, 1)
DEFINED = {
    "label": "Rentrée scolaire 2025",
    "decided_by": "Décision fictive 12/2025",
    "decided_on": "2025-09-05",
    "amount": "54000",
    "judged_on": JUDGED.isoformat(),
    "age_from": "6",
    "age_to": "20",
    "certificate": "asked",
    "claims_from": "2025-10-01",
    "claims_until": "2025-12-31",
}


def a_family(
    home: families.Household, name: str, children: dict[str, str], *, certified: str = ""
) -> str:
    """A father with allowances and the children he bears, by name and birth; his number.

    `certified` names those who have a school certificate on the day of the campaign.
    """
    father = home.person(name, "1980-01-01", "male")
    for child, born in children.items():
        number = home.person(child, born)
        day = date.fromisoformat(born)
        home.done("declare_filiation", day, child=number, father=father)
        home.done("take_charge", day, dependant=number, bearer=father, benefit="family")
        if child in certified.split(","):
            study = {"level": "school", "until": "2026-09-30"}
            home.done("record_schooling", date(2025, 9, 15), person=number, **study)
    allowance(liquidator(home.place), father)
    return father


def allowance(by: Desk, father: str, since: date = date(2025, 1, 1)) -> str:
    """Family allowances in payment since a month."""
    terms = [(since, None, 9_000)]
    return awarded.granted(by, father, terms, benefit="family_allowance", branch="family")


def defined(home: families.Household, by: Desk, **other: str) -> CampaignView:
    done(home.place, by, "define_campaign", on=date(2025, 9, 10), **(DEFINED | other))
    return latest(home)


def latest(home: families.Household) -> CampaignView:
    with fund_scope(home.place.fund.id):
        return campaign(number=campaigns(limit=1)[0].number)


def standings(home: families.Household, found: CampaignView) -> dict[str, int]:
    with fund_scope(home.place.fund.id):
        return {each.value: number for each, number in counts(campaign_id=found.id).items()}


def a_life(place: factories.Agency) -> None:
    """A campaign that gave to a child, and an opening that was set aside."""
    by = liquidator(place)
    # The family of `tests.registry.families.a_life`.
    allowance(by, f"{1_000_000_001}B", date(2021, 1, 1))
    home = families.Household(place, by)
    other = {"judged_on": "2022-01-01", "age_from": "0", "certificate": "not_asked"}
    found = defined(home, by, **other)
    given = {"campaign": found.number, "children": "1"}
    done(place, by, "close_campaign_list", on=date(2025, 10, 2), **given)
    worker = factories.person(
        place, "1234509871H", birth_on="1966-09-01", family_name="EKANI", given_names="Paul"
    )
    work = {"person": worker, "employer": factories.CM_EMPLOYER}
    factories.act(place.registration, "hire", **work)
    aside = {"person": worker, "benefit": "old_age", "event_on": "2026-09-01"}
    done(place, by, "dismiss_opening", **aside)
