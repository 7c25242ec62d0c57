"""Handing a person's data over to them (remise des données): an act, and a code of their own."""

from django.utils.crypto import salted_hmac

from socle.kernel.errors import Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.printing.codes import code_of
from socle.registry.queries import person_id
from socle.registry.queries.merging import merge_of

SUBJECT = "person"


def export_person_data(request: ActRequest) -> ActAnswer:
    """The act by which all that is known of a person is handed over to them.

    Raises:
        NotKnown: there is no such person.
        Refused: the number was merged into another.
    """
    number = request.fields["number"]
    with performing(request, subject_kind=SUBJECT, subject_number=number) as act:
        person_id(number)
        kept = merge_of(number=number, known_at=None).kept
        if kept != number:
            raise Refused("exchange.export_merged", number=number, kept=kept)
        return act.answer()


def code_of_export(*, fund_id: int, act: str) -> str:
    """The code printed on what was handed over: with the act's number, it opens who read."""
    return code_of(salted_hmac("socle.exports", f"{fund_id}:{act}", algorithm="sha256").digest())
