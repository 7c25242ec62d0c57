"""Never twice: whom a registration may double, and the decision that they are two."""

from typing import Any

from socle.kernel.errors import Conflict, Fault, Refused
from socle.platform.acts.progress import act_of_key, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.queries import as_of
from socle.registry.facts import DISTINCT
from socle.registry.models import Person
from socle.registry.queries.duplicates import day_words, near_duplicates
from socle.registry.stating import state
from socle.registry.subjects import person_by_number
from socle.registry.types.duplicates import Described, NearDuplicate

LOOKS_LIKE = "registry.doubt_near_duplicate"
SAME_IDENTITY = "registry.doubt_same_identity"
_MOST_SHOWN = 5


def doubts_on_duplicates(request: ActRequest) -> tuple[Fault, ...]:
    """Persons of the fund whom the one to register may be, the likest first.

    An employer's clerk is told that there is one, not who: the fund's agent sees it.
    """
    found = _others(request, near_duplicates(of=_described(request.fields)))[:_MOST_SHOWN]
    if found and request.desk.employer_numbers:
        return (Fault("registry.doubt_known_maybe", field="family_name"),)
    return tuple(
        Fault(
            SAME_IDENTITY if each.has_same_identity else LOOKS_LIKE,
            field="national_id" if each.has_same_identity else "family_name",
            facts={
                "number": each.number,
                "name": each.name,
                "born": day_words(each.birth_on),
                "likeness": each.likeness,
            },
        )
        for each in found
    )


def keep_apart(*, request: ActRequest, person: Person) -> None:
    """Keeps, in an act in progress, that a person is none of those it was in doubt about."""
    numbers = [
        str(each.facts["number"])
        for each in request.doubts
        if each.code in {LOOKS_LIKE, SAME_IDENTITY}
    ]
    for other in Person.objects.filter(number__in=numbers).exclude(pk=person.pk):
        _state_apart(request, person, other)


def declare_distinct(request: ActRequest) -> ActAnswer:
    """Records that two persons who look alike are two, with the reason (homonymes).

    Raises:
        NotKnown: one of the two is not known.
        Refused: both are one file.
        Conflict: it was decided already.
    """
    numbers = request.fields["number"], request.fields["other"]
    if numbers[0] == numbers[1]:
        raise Refused("registry.one_file", number=numbers[0])
    locks = (f"person:{numbers[1]}",)
    with performing(request, subject_kind="person", subject_number=numbers[0], locks=locks) as act:
        one, other = (person_by_number(number) for number in numbers)
        if as_of(DISTINCT, on=None, known_at=None, where=_pair(one, other)):
            raise Conflict("registry.distinct_already", number=numbers[0], other=numbers[1])
        _state_apart(request, one, other)
        act.after = {"other": numbers[1], "difference": request.fields["difference"]}
        return act.answer()


def _others(request: ActRequest, found: list[NearDuplicate]) -> list[NearDuplicate]:
    """Those found, without the file that this very request opened or would open again."""
    if not found:
        return []
    own = {request.fields.get("number")}
    if done := act_of_key(fund_id=request.desk.fund.id, key=request.key):
        own.add(done.subject)
    return [each for each in found if each.number not in own]


def _state_apart(request: ActRequest, one: Person, other: Person) -> None:
    state(request, DISTINCT, _pair(one, other), {}, request.effective_on)


def _pair(one: Person, other: Person) -> dict[str, Any]:
    first, second = sorted((one.pk, other.pk))
    return {"person_id": first, "other_id": second}


def _described(fields: Any) -> Described:
    names = (
        f"{fields['family_name']} {fields.get('given_names', '')}".strip(),
        f"{fields.get('arabic_family_name', '')} {fields.get('arabic_given_names', '')}".strip(),
    )
    said = ("birth_precision", "sex", "national_id", "father_name", "mother_name")
    return Described(
        tuple(name for name in names if name),
        fields.get("birth_on"),
        **{name: fields[name] for name in said if fields.get(name)},
    )
