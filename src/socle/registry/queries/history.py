"""The acts on a person or an employer."""

from socle.platform.acts.queries import acts_touching
from socle.registry.models import Employer, Person
from socle.registry.types import ActOnSubject


def acts_on(*, kind: str, number: str) -> list[ActOnSubject]:
    """The acts that touched a person or an employer, newest effect first."""
    files: type[Person] | type[Employer] = Person if kind == "person" else Employer
    opening = files.objects.filter(number=number).values_list("act_id", flat=True)
    return [
        ActOnSubject(
            act_number=each.number,
            act_type=each.type,
            effective_on=each.effective_on,
            recorded_at=each.recorded_at,
            author=each.author,
            motive=each.motive,
        )
        for each in acts_touching(kind=kind, number=number, opened_by=opening.first())
    ]
