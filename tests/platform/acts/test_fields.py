"""What is wrong in a request is told at once, field by field, and nothing is recorded."""

from datetime import date
from typing import Any

import pytest
from tests import factories
from tests.conftest import NOW, TODAY

from socle.kernel.errors import NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import FOR_EMPLOYERS, PERMISSIONS, Desk, Permission, Role
from socle.platform.acts.catalogue import act_type, catalogue
from socle.platform.acts.controls import far_faults
from socle.platform.acts.errors import Invalid
from socle.platform.acts.models import Act, ActClaim
from socle.platform.acts.operations import reverse
from socle.platform.acts.types import FieldKind


def agent(place: factories.Agency, permission: Permission) -> Desk:
    """Somebody of the fund itself who has a permission."""
    here = (place.registration, place.accounts, place.administrator)
    held = (each for each in here if permission in each.permissions)
    others = (
        role for role in Role if permission in PERMISSIONS[role] and role not in FOR_EMPLOYERS
    )
    return next(held, None) or factories.desk(place.fund, next(others))


def faults(place: factories.Agency, kind: str, **asked: Any) -> set[tuple[str | None, str]]:
    permission = act_type(kind).permission
    with pytest.raises(Invalid) as told:
        factories.act(agent(place, permission), kind, **asked)
    with fund_scope(place.fund.id):
        assert (Act.objects.count(), ActClaim.objects.count()) == (0, 0)
    return {(fault.field, fault.code) for fault in told.value.faults}


def test_all_faults_are_told_at_once(db: None) -> None:
    place = factories.agency("CM")
    assert faults(
        place,
        "register_person",
        number="x" * 31,
        birth_on="31/12/1980",
        sex="other",
        birth_precision="decade",
        given_names="a\x00b",
        nickname="Fatou",
    ) == {
        ("number", "acts.field_too_long"),
        ("family_name", "acts.field_missing"),
        ("given_names", "acts.field_too_long"),
        ("birth_on", "acts.not_a_date"),
        ("sex", "acts.not_a_choice"),
        ("birth_precision", "acts.not_a_choice"),
        ("nickname", "acts.field_unknown"),
    }


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"on": date(9999, 12, 31)}, ("effective_on", "acts.not_a_date")),
        ({"on": date(1, 1, 1)}, ("effective_on", "acts.not_a_date")),
        ({"on": date(2090, 1, 1)}, ("effective_on", "acts.day_far")),
        ({"birth_on": "0001-01-01"}, ("birth_on", "acts.not_a_date")),
        ({"key": "k" * 121}, ("key", "acts.field_too_long")),
        ({"key": "a\x00b"}, ("key", "acts.field_too_long")),
        ({"family_name": "\ud800"}, ("family_name", "acts.field_too_long")),
        ({"family_name": "   "}, ("family_name", "acts.field_missing")),
    ],
)
def test_what_the_database_could_not_hold_is_a_fault_and_no_failure(
    db: None, asked: dict[str, Any], fault: tuple[str, str]
) -> None:
    place = factories.agency("CM")
    fields = {"number": factories.CM_PERSON, "family_name": "ABENA"}
    assert faults(place, "register_person", **(fields | asked)) == {fault}


def test_every_act_of_the_catalogue_says_what_it_lacks(db: None) -> None:
    for country in ("CM", "MA"):
        place = factories.agency(country)
        for kind in catalogue():
            required = {field.name for field in kind.fields(place.fund) if field.is_required}
            if not required and not kind.needs_evidence:
                continue  # it asks for nothing: nothing can be missing
            found = faults(place, kind.code)
            missing = {(name, "acts.field_missing") for name in required}
            if kind.needs_evidence:
                missing.add(("evidence", "acts.evidence_missing"))
            missing |= {
                (f"piece_{piece.code}", "acts.piece_missing")
                for piece in kind.pieces(place.fund)
                if piece.is_required and piece.when is None
            }
            assert found == missing


def test_no_act_takes_a_day_that_nobody_plans(db: None) -> None:
    fund = factories.agency("MA").fund
    far = date(2090, 1, 1)
    taken = set()
    for kind in catalogue():
        days = {e.name: far for e in kind.fields(fund) if e.kind is FieldKind.DATE}
        told = {each.field for each in far_faults(kind, fund, days, far, TODAY)}
        taken |= {(kind.code, name) for name in (*days, "effective_on") if name not in told}
    # These look at it themselves: what they tell has come, or lasts no longer than they say.
    happened = {"marry", "declare_filiation", "declare_death", "order_purge"}
    happened |= {"confirm_registration", "activate_registration"}
    born = {"register_person", "preregister_person", "register_for_body", "correct_civil_status"}
    assert taken == {
        *((code, "effective_on") for code in happened),
        *((code, "birth_on") for code in born),
        *{("delegate_role", "last_day"), ("order_purge", "older_than")},
    }


def test_an_act_outside_the_catalogue_is_not_known(db: None) -> None:
    place = factories.agency("CM")
    with pytest.raises(NotKnown, match="type_unknown"):
        factories.act(place.registration, "erase_person")


@pytest.mark.parametrize("motive", ["", "  ", "x" * 501, "a\x00b"])
def test_a_reversal_says_why(db: None, motive: str) -> None:
    place = factories.agency("CM")
    factories.person(place)
    with fund_scope(place.fund.id):
        number = Act.objects.get().number
        with pytest.raises(Invalid) as told:
            reverse(desk=place.registration, number=number, motive=motive, key="k", at=NOW)
    assert [fault.field for fault in told.value.faults] == ["motive"]
