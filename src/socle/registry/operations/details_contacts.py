"""Acts on where a person is reached."""

import re

from socle.kernel.errors import Refused
from socle.platform.acts.progress import performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.temporal.queries import as_of
from socle.registry.facts import PERSON_CONTACT
from socle.registry.operations.details_accounts import e164, read_phone
from socle.registry.operations.details_notices import warn
from socle.registry.queries.details import PERSON, Holder
from socle.registry.stating import supersede
from socle.registry.subjects import person_by_number
from socle.registry.types.details import Channel

# What is certainly no address; whether one exists only a letter can tell.
_EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")
_NEEDED = {Channel.SMS: "phone", Channel.EMAIL: "email", Channel.POST: "address"}


def change_contact(request: ActRequest) -> ActAnswer:
    """States where a person is reached (coordonnées); what the act does not name stays.

    The contact that stood before is told, in the same act.

    Raises:
        NotKnown: no such person.
        Refused: a telephone or an e-mail that cannot be, or a channel without its address.
    """
    number = request.fields["number"]
    with performing(request, subject_kind=PERSON, subject_number=number) as act:
        person = person_by_number(number)
        key = {"person_id": person.pk}
        now = as_of(PERSON_CONTACT, on=request.effective_on, known_at=None, where=key)
        before = {name: now[0][name] if now else "" for name in PERSON_CONTACT.values}
        said = {name: request.fields[name] for name in before if name in request.fields}
        if "phone" in said:
            said["phone"] = e164(read_phone(text=said["phone"], here=request.desk.fund.country))
        values = before | said
        _require_sound(values)
        if values == before:
            raise Refused("details.same_contact", number=number)
        told = warn(
            request=request, act=act, whose=Holder(PERSON, person.pk), text="contact_changed"
        )
        supersede(request, act, PERSON_CONTACT, key, values)
        act.after |= {"told": told} if told else {}
        return act.answer()


def _require_sound(values: dict[str, str]) -> None:
    if values["email"] and not _EMAIL.fullmatch(values["email"]):
        raise Refused("details.email_wrong", read=values["email"][:60]).at("email")
    if values["channel"] and not values[_NEEDED[Channel(values["channel"])]]:
        raise Refused("details.channel_without_address").at("channel")
