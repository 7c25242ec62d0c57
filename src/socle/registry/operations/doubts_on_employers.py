"""What is unusual in an act on an affiliate and may yet be lawful: shown to a second person.

An address, a telephone or an identifier that another affiliate has may be a domiciliation, a
group or an accountant; it may also be a fictitious employer.
"""

from collections.abc import Iterator
from pathlib import Path

from django.db import connection

from socle.kernel.errors import Fault
from socle.platform.acts.types import ActRequest
from socle.platform.sql import statements
from socle.registry.models import Employer
from socle.registry.queries.affiliations import employed_from
from socle.registry.subjects import here, stored_identifier, stored_phone

SQL = statements(Path(__file__).parents[1])
_NAMED = 3


def doubts_on_affiliation(request: ActRequest) -> tuple[Fault, ...]:
    """What an affiliation shares with others: identifiers, address, telephone, e-mail, person."""
    return (*_on_identifiers(request), *_on_address(request), *_on_contact(request))


def told_of_affiliation(request: ActRequest) -> Iterator[tuple[str, str, str]]:
    """What an affiliation says that another's might say too: what it is, how it is stored.

    An address has its town besides.
    """
    fields = request.fields
    for kind in (*here(request).affiliates.legal_identifiers, "national_id"):
        if text := fields.get(kind):
            yield kind, stored_identifier(request, kind, text), ""
    if fields.get("address"):
        yield "address", fields["address"], fields.get("city", "")
    others = {
        "person": fields.get("person", ""),
        "phone": stored_phone(request, fields.get("phone", "")),
        "email": fields.get("email", "").lower(),
    }
    yield from ((kind, said, "") for kind, said in others.items() if said)


def doubts_on_identifier(request: ActRequest) -> tuple[Fault, ...]:
    """Whether another affiliate has the identifier that is recorded."""
    said = _identifier(request, request.fields["identifier"], request.fields["identifier_value"])
    return _shared(request, "same_identifier", "identifier_value", **said)


def doubts_on_profile(request: ActRequest) -> tuple[Fault, ...]:
    """What a changed name or address shares with others."""
    return (*_on_identifiers(request), *_on_address(request))


def doubts_on_contact(request: ActRequest) -> tuple[Fault, ...]:
    """What a changed telephone or e-mail shares with others."""
    return tuple(_on_contact(request))


def doubts_on_closing(request: ActRequest) -> tuple[Fault, ...]:
    """How many work for an affiliate that closes, and were hired since: the act ends that."""
    at_work, hired = _employed(request)
    found = [Fault("employer.still_employed", facts={"count": at_work})] if at_work else []
    return (*found, *hired)


def doubts_on_suspension(request: ActRequest) -> tuple[Fault, ...]:
    """How many were hired on a day on which the affiliate would be suspended."""
    return _employed(request)[1]


def _employed(request: ActRequest) -> tuple[int, tuple[Fault, ...]]:
    fields = request.fields
    found = Employer.objects.filter(number=fields["number"]).first()
    if found is None:
        return 0, ()
    on, until = request.effective_on, fields.get("until")
    if until and until < on:
        return 0, ()  # the act says so
    at_work, hired = employed_from(employer=found.pk, on=on, until=until)
    told = Fault("employer.hired_since", field="effective_on", facts={"count": hired})
    return at_work, (told,) if hired else ()


def _on_identifiers(request: ActRequest) -> Iterator[Fault]:
    for kind in (*here(request).affiliates.legal_identifiers, "national_id"):
        if text := request.fields.get(kind):
            yield from _shared(request, "same_identifier", kind, **_identifier(request, kind, text))
    if person := request.fields.get("person"):
        yield from _shared(request, "same_person", "person", value=person)


def _on_address(request: ActRequest) -> Iterator[Fault]:
    fields = request.fields
    if fields.get("address"):
        said = {"address": fields["address"], "city": fields.get("city", "")}
        yield from _shared(request, "same_address", "address", **said)


def _on_contact(request: ActRequest) -> Iterator[Fault]:
    fields = request.fields
    if phone := stored_phone(request, fields.get("phone", "")):
        yield from _shared(request, "same_phone", "phone", value=phone)
    if email := fields.get("email", "").lower():
        yield from _shared(request, "same_email", "email", value=email)


def _identifier(request: ActRequest, kind: str, text: str) -> dict[str, str]:
    return {"kind": kind, "value": stored_identifier(request, kind, text)}


def _shared(request: ActRequest, statement: str, field: str, /, **said: str) -> tuple[Fault, ...]:
    """A doubt that names the other affiliates, where there is any."""
    asked = said | {"number": request.fields["number"], "on": request.effective_on}
    with connection.cursor() as cursor:
        cursor.execute(SQL[statement], asked | {"limit": _NAMED})
        others = ", ".join(row[0] for row in cursor.fetchall())
    if not others:
        return ()
    return (Fault(f"employer.{statement}", field=field, facts={"others": others}),)
