"""Registering many at once, of whom the caller has made sure: one act, whole or not at all."""

from collections.abc import Iterable
from datetime import date

from socle.kernel.errors import Refused
from socle.platform.access.types import Desk
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.registry.importing import slices
from socle.registry.queries.imports import ACT_TYPE
from socle.registry.types import ImportedPerson


def import_persons(
    *, desk: Desk, persons: Iterable[ImportedPerson], source: str, effective_on: date, key: str
) -> ActAnswer:
    """Registers persons and their employment by one act.

    Raises:
        Refused: a number comes twice or is taken, or an employer is not known.
    """
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={"source": source},
        effective_on=effective_on,
        motive="",
        key=key,
    )
    try:
        with performing(request, subject_kind="import", subject_number=key) as act:
            slices.open_stage()
            slices.stage(_row(line, each) for line, each in enumerate(persons, start=1))
            if found := slices.problems(on=effective_on):
                first = found[0]
                raise Refused("registry.import_clash", number=first.read, reason=first.code)
            count = slices.write(act=act, fund=desk.fund, effective_on=effective_on)
            act.after = {"persons": count}
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _row(line: int, person: ImportedPerson) -> tuple[object, ...]:
    return (
        *(line, person.number, person.family_name, person.given_names, person.birth_on, "day"),
        *(person.sex, "", "", "", person.father_name, person.mother_name, "", ""),
        *(person.employer_number, person.hired_on),
    )
