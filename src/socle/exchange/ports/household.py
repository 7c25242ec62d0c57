"""The port of the social registry: the score of the household that a person is a member of.

French: indice du registre social unifié (RSU). The score stays the digits that were given.
"""

from datetime import datetime

from socle.exchange.dci.events import household
from socle.exchange.ports import Question
from socle.exchange.ports.registries import Kind, by_number, only

_KIND = Kind("ns:org:RegistryType:Social", "spdci-extensions-social:Group")


def score(*, number: str, at: datetime) -> Question:
    """The household of the bearer of an identity number; empty where none is registered."""
    asked = by_number(_KIND, number=("NID", number), service="household.score", at=at)
    return only(asked, household)
