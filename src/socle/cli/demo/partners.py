"""A partner of the demonstration: a health mutual, invented, that reads its members' dependants."""

from datetime import timedelta

from socle.cli.demo.office import Office
from socle.cli.demo.story import Story

_LAW = {
    "CM": "Convention fictive, loi 2024/017 sur les données personnelles",
    "MA": "Convention fictive, loi 09-08 sur les données personnelles",
}


def agree(office: Office, told: Story) -> None:
    """What the mutual may read, for two years, agreed by two persons; its secret is to be given."""
    office.act(
        office.desk("admin"),
        "agree_with_partner",
        on=told.months[0].first_day,
        key="partner:mutuelle",
        second=office.desk("verif"),
        partner="mutuelle-sante",
        name="Mutuelle de santé (partenaire fictif)",
        purpose="Ouvrir les droits aux soins des ayants droit",
        legal_basis=_LAW[told.law],
        scopes="persons:read families:read coverage:read",
        until=(told.today + timedelta(days=365)).isoformat(),
    )
