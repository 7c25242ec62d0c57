"""A rate that the fund notifies to an employer is typed, not chosen: it classes the employer."""

import pytest
from tests import factories
from tests.conftest import TODAY

from socle.kernel.errors import Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts.types import FieldKind
from socle.registry.acts.affiliation_fields import affiliation_fields, classification_fields
from socle.registry.queries import employer

_EMPLOYER = "1234567890"


def test_a_notified_rate_is_typed_kept_and_changed_and_a_word_is_refused(db: None) -> None:
    place = factories.agency("CI", scheme="cnps")
    told = {"number": _EMPLOYER, "legal_name": "Comptoir", "headcount": "12"}
    with fund_scope(place.fund.id):
        asked = {each.name: each for each in affiliation_fields(place.fund)}
        changed = {each.name: each for each in classification_fields(place.fund)}
    assert asked["risk_group"].kind is FieldKind.TEXT
    assert changed["value"].kind is FieldKind.TEXT
    with pytest.raises(Refused, match="fact_not_allowed"):
        factories.act(place.registration, "affiliate_employer", **told, risk_group="high")
    factories.act(place.registration, "affiliate_employer", **told, risk_group="3.5")
    with pytest.raises(Refused, match="fact_not_allowed"):
        factories.passed(
            place, "classify_employer", number=_EMPLOYER, input="risk_group", value="C", on=TODAY
        )
    factories.passed(
        place, "classify_employer", number=_EMPLOYER, input="risk_group", value="4", on=TODAY
    )
    with fund_scope(place.fund.id):
        found = employer(number=_EMPLOYER, on=TODAY, known_at=None)
    assert found.classification["risk_group"] == "4"
    assert found.filing_regime == "quarterly"  # twelve employees: fewer than the law's twenty
