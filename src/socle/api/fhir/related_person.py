"""RelatedPerson: a dependant, seen from the insured person who bears them."""

from collections.abc import Sequence

from socle.api.fhir.patient import born_and_dead, names
from socle.api.fhir.words import (
    BONDS,
    ROLE_CODES,
    Resource,
    number_system,
    patient,
)
from socle.platform.access.types import FundView
from socle.registry.types import Bond, Dependant, PersonView, Standing

# Where HL7's word means the same as ours; a ward or a child in kafala has ours alone.
_ROLES = {Bond.SPOUSE: "SPS", Bond.CHILD: "CHILD", Bond.ADOPTED: "CHLDADOPT"}


def related_id(insured: str, dependant: str) -> str:
    return f"{insured}.{dependant}"


def related_person(
    insured: str, held: Sequence[Dependant], who: PersonView, *, fund: FundView
) -> Resource:
    """A dependant. `held`: where they stand for each benefit; active where one of them is."""
    is_active = any(each.judgement.standing is Standing.ACTIVE for each in held)
    told: Resource = {
        "resourceType": "RelatedPerson",
        "id": related_id(insured, who.number),
        "identifier": [{"system": number_system(fund), "value": who.number}],
        "active": is_active,
        "patient": patient(insured),
        "name": names(who),
        "period": {"start": min(each.since for each in held).isoformat()},
    }
    bond = next((each.bond for each in held if each.bond is not None), None)
    if bond is not None:
        told["relationship"] = [_relationship(bond)]
    about = born_and_dead(who)
    about.pop("deceasedDateTime", None)  # RelatedPerson has no place for it; Patient says it
    return told | about


def _relationship(bond: Bond) -> Resource:
    codes = [{"system": BONDS, "code": bond.value}]
    if bond in _ROLES:
        codes.insert(0, {"system": ROLE_CODES, "code": _ROLES[bond]})
    return {"coding": codes}
