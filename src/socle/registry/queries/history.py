"""The acts on a person or an employer."""

from socle.platform.acts.queries import acts_touching
from socle.registry.models import Employer, Person
from socle.registry.types import ActOnSubject


def acts_on(*, kind: str, number: str) -> list[ActOnSubject]:
    """The acts that touched a person or an employer, newest effect first."""
    return [
        ActOnSubject(
            act_number=each.number,
            act_type=each.type,
            effective_on=each.effective_on,
            recorded_at=each.recorded_at,
            author=each.author,
            motive=each.motive,
        )
        for each in acts_touching(
            kind=kind, number=number, opened_by=opening_act(kind=kind, number=number)
        )
    ]


def opening_act(*, kind: str, number: str) -> int | None:
    """The act that opened a file: one that opens many at once does not name each of them."""
    files: type[Person] | type[Employer] = Person if kind == "person" else Employer
    return files.objects.filter(number=number).values_list("act_id", flat=True).first()
