"""The files that one act opened, when it opened too many to name them."""

from socle.registry.models import Employer, Person

_EMPLOYER, _PERSON = "employer:", "person:"


def files_opened(act_id: int, after: str, limit: int) -> list[str]:
    """Employers, then persons, by number: `person:1122`, those after one of them."""
    employers = Employer.objects.filter(act_id=act_id).order_by("number")
    persons = Person.objects.filter(act_id=act_id).order_by("number")
    if after.startswith(_PERSON):
        employers, persons = employers.none(), persons.filter(number__gt=after[len(_PERSON) :])
    elif after:
        employers = employers.filter(number__gt=after[len(_EMPLOYER) :])
    found = [_EMPLOYER + each for each in employers.values_list("number", flat=True)[:limit]]
    rest = limit - len(found)
    return found + [_PERSON + each for each in persons.values_list("number", flat=True)[:rest]]
