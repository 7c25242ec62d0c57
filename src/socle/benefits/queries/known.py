"""What every reading of benefits shares."""

from datetime import datetime

from django.db.models import BooleanField, F, Func, Value

from socle.registry.queries.families_reading import Moment, relatives


def known(known_at: datetime | None = None) -> Func:
    """Whether the act that wrote a row is believed, as known at an instant."""
    return Func(
        F("act_id"), Value(known_at), function="benefits_is_known", output_field=BooleanField()
    )


def number_of(person_id: int) -> str:
    """The number of a person by their key."""
    return relatives({person_id}, Moment(None, None))[person_id].number
