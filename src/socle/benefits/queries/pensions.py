"""The pension that the fund pays a person on a day, for those who come after them."""

from datetime import date, timedelta

from socle.benefits.models import AwardTerm

# What a person has by their own right; survivors' pensions end with who had them.
_OWN = ("old_age", "early_old_age", "invalidity")


def pension_paid(*, person_id: int, on: date) -> tuple[int, str] | None:
    """The monthly amount of a person's own pension on the eve of a day, and its award's number."""
    found = (
        AwardTerm.objects.filter(
            award__beneficiary_id=person_id,
            award__benefit__in=_OWN,
            valid__contains=on - timedelta(days=1),
        )
        .order_by("id")
        .values_list("amount", "award__number")
        .first()
    )
    return (int(found[0]), str(found[1])) if found else None
