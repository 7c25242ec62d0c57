"""Patient: an insured person or a dependant, as the register knows them."""

from socle.api.fhir.words import (
    IDENTIFIER_TYPES,
    Resource,
    coded,
    identity_system,
    insurer,
    number_system,
    partial_date,
    patient,
)
from socle.platform.access.types import FundView
from socle.registry.types import NameKind, NameView, PersonView, RegistrationState, Script
from socle.registry.types.merging import Merge

_LANGUAGE = "http://hl7.org/fhir/StructureDefinition/language"
_ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
# The language of a name in Latin letters is not known: its script is.
_LANGUAGES = {Script.LATIN: "und-Latn", Script.ARABIC: "ar"}
# A name by marriage is neither the official nor the former one: FHIR has no word for it.
_USES = {NameKind.BIRTH: "official", NameKind.USUAL: "usual"}


def patient_of(found: PersonView, merge: Merge, *, fund: FundView, with_identity: bool) -> Resource:
    """A person. The number of their identity document only for whoever may read it."""
    is_merged = merge.leads_elsewhere(found.number)
    told: Resource = {
        "resourceType": "Patient",
        "id": found.number,
        "identifier": _identifiers(found, fund, with_identity=with_identity),
        "active": not is_merged and found.registration.state is not RegistrationState.LAPSED,
        "name": names(found),
        "managingOrganization": insurer(fund),
    }
    told |= born_and_dead(found)
    links = _links(found.number, merge)
    return told | ({"link": links} if links else {})


def names(found: PersonView) -> list[Resource]:
    """The names of a person, each in its script: the first of the file, then the others."""
    first = NameView(NameKind.BIRTH, Script.LATIN, found.family_name, found.given_names, since=None)
    return [_name(each) for each in (first, *found.names) if each.full_name]


def born_and_dead(found: PersonView) -> Resource:
    """Sex, birth as far as it is known, and death; what is not known is left out."""
    told: Resource = {}
    if found.sex is not None:
        told["gender"] = found.sex.value
    if found.birth_on is not None:
        told["birthDate"] = partial_date(found.birth_on, found.birth_precision)
    if found.died_on is not None:
        told["deceasedDateTime"] = found.died_on.isoformat()
    return told


def _name(each: NameView) -> Resource:
    told: Resource = {
        "extension": [{"url": _LANGUAGE, "valueCode": _LANGUAGES[each.script]}],
        "text": each.full_name,
    }
    if each.kind in _USES:
        told["use"] = _USES[each.kind]
    if each.family_name:
        told["family"] = each.family_name
    if each.given_names:
        told["given"] = [each.given_names]
    if each.since is not None:
        told["period"] = {"start": each.since.isoformat()}
    return told


def _identifiers(found: PersonView, fund: FundView, *, with_identity: bool) -> list[Resource]:
    told: list[Resource] = [
        {"use": "official", "system": number_system(fund), "value": found.number}
    ]
    if found.national_id:
        document: Resource = {
            "type": coded(IDENTIFIER_TYPES, "NI"),
            "system": identity_system(fund),
        }
        if with_identity:
            document["value"] = found.national_id
        else:  # there is one, and this caller may not read it
            document["_value"] = {"extension": [{"url": _ABSENT, "valueCode": "masked"}]}
        told.append(document)
    return told


def _links(number: str, merge: Merge) -> list[Resource]:
    if merge.leads_elsewhere(number):
        return [{"other": patient(merge.kept), "type": "replaced-by"}]
    return [{"other": patient(each), "type": "replaces"} for each in merge.merged]
