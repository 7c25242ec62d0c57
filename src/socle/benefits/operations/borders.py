"""Taking what other funds certify: a liaison form whole, or one period stated with its paper."""

from datetime import date

from socle.benefits.errors import FormRefused
from socle.benefits.liaison import LIMIT_BYTES, MOST_WAGE, ReadForm, read_form
from socle.benefits.models import ForeignPeriod as StoredPeriod
from socle.benefits.models import LiaisonForm
from socle.benefits.queries.known import known
from socle.benefits.types import ForeignPeriod
from socle.kernel.errors import Fault, Refused
from socle.kernel.money import Money
from socle.kernel.months import Month
from socle.platform.access.types import FundView
from socle.platform.acts.fields import require_past
from socle.platform.acts.progress import ActInProgress, AlreadyDone, performing
from socle.platform.acts.queries import numbers_of
from socle.platform.acts.types import ActAnswer, ActRequest, ActStatus
from socle.platform.documents.queries import open_document
from socle.platform.sql import next_ids
from socle.registry.queries import person, person_id


def take_liaison_form(request: ActRequest) -> ActAnswer:
    """Takes a liaison form of another fund as a whole (recevoir un formulaire de liaison).

    The same form again answers with its first act.

    Raises:
        NotKnown: no such person.
        FormRefused: anything in it is wrong: nothing of it is kept.
    """
    number, fund = request.fields["person"], request.desk.fund
    found, faults = read_form(_content(request))
    if found is None:
        raise FormRefused(faults)
    with performing(
        request,
        subject_kind="person",
        subject_number=number,
        locks=(f"liaison:{found.sha256.hex()}",),
    ) as act:
        key = person_id(number)
        first = LiaisonForm.objects.filter(known(), person_id=key, sha256=found.sha256).first()
        if first is not None:
            acts = numbers_of(act_ids={first.act_id})
            raise AlreadyDone(ActAnswer(acts[first.act_id], ActStatus.ALREADY_DONE, number))
        if wrong := _against_the_files(fund, number, found, request.effective_on):
            raise FormRefused(wrong)
        (new_id,) = next_ids("liaison_form")
        form = LiaisonForm.objects.create(
            id=new_id,
            fund_id=fund.id,
            act_id=act.id,
            person_id=key,
            document_id=request.evidence[0],
            number=found.number,
            country=found.country,
            institution=found.institution,
            issued_on=found.issued_on,
            sha256=found.sha256,
        )
        for each in found.periods:
            _keep(act, fund, key, each, form)
        act.after = {
            "form": found.number,
            "institution": f"{found.country} {found.institution}",
            "periods": [_words(each) for each in found.periods],
        }
        return act.answer()


def state_foreign_period(request: ActRequest) -> ActAnswer:
    """States months that another fund certifies on paper (période d'assurance à l'étranger).

    Raises:
        NotKnown: no such person.
        Refused: the period is of this fund, is to come, or cannot be read.
    """
    number, fund = request.fields["person"], request.desk.fund
    with performing(request, subject_kind="person", subject_number=number) as act:
        require_past(request.effective_on, act)
        said = _period(request)
        if (said.country, said.institution) == (fund.country, fund.code):
            raise Refused("liaison.own_fund", institution=said.institution)
        if said.last > Month.of(request.effective_on):
            raise Refused("liaison.to_come", month=str(said.last))
        _keep(act, fund, person_id(number), said, None)
        act.after = {"institution": said.fund, "periods": [_words(said)]}
        return act.answer()


def _period(request: ActRequest) -> ForeignPeriod:
    fields = request.fields
    country = fields["country"].upper()
    if not (len(country) == 2 and country.isascii() and country.isalpha()):
        raise Refused("liaison.country_unread", read=country[:10])
    first, last = Month.parse(fields["first_month"]), Month.parse(fields["last_month"])
    span = first.until(last) + 1
    said = str(fields.get("months") or span)
    months = int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 0
    if not 0 < months <= span:
        raise Refused("liaison.months_unread", read=said[:10], most=max(span, 0))
    wage, currency = None, ""
    if fields.get("wage"):
        currency = str(fields.get("currency") or request.desk.fund.currency).upper()
        wage = Money.parse(fields["wage"], currency).minor
        if not 0 <= wage <= MOST_WAGE:
            raise Refused("benefits.fact_too_large", fact="wage", most=MOST_WAGE)
    return ForeignPeriod(
        country=country,
        institution=fields["institution"].strip(),
        number_there=str(fields.get("number_there") or ""),
        first=first,
        last=last,
        months=months,
        wage=wage,
        currency=currency,
    )


def _keep(
    act: ActInProgress,
    fund: FundView,
    key: int,
    said: ForeignPeriod,
    form: LiaisonForm | None,
) -> None:
    StoredPeriod.objects.create(
        fund_id=fund.id,
        act_id=act.id,
        person_id=key,
        form=form,
        country=said.country,
        institution=said.institution,
        number_there=said.number_there,
        first_month=said.first.first_day,
        last_month=said.last.first_day,
        months=said.months,
        wage=said.wage,
        currency=said.currency,
    )


def _words(said: ForeignPeriod) -> str:
    return f"{said.first} – {said.last} : {said.months}"


def _content(request: ActRequest) -> bytes:
    if len(request.evidence) != 1:
        raise Refused("liaison.one_file", count=len(request.evidence))
    content = open_document(document_id=request.evidence[0]).read(LIMIT_BYTES + 1)
    if len(content) > LIMIT_BYTES:
        raise Refused("document.too_large", limit_mb=LIMIT_BYTES // 1024 // 1024)
    return content


def _against_the_files(fund: FundView, number: str, found: ReadForm, on: date) -> tuple[Fault, ...]:
    """What a form says against what the fund knows: whose it is, from whom, of which day."""
    faults = []
    if (found.country, found.institution) == (fund.country, fund.code):
        faults.append(Fault("liaison.own_form", field="institution.code", read=found.institution))
    if found.issued_on > on:
        faults.append(Fault("liaison.not_yet", field="issued_on", read=found.issued_on.isoformat()))
    who = person(number=number, on=on, known_at=None)
    is_known = found.birth_on is not None and who.birth_on is not None
    if is_known and who.birth_precision == "day" and found.birth_on != who.birth_on:
        faults.append(
            Fault(
                "liaison.other_person",
                field="person.birth_on",
                read=str(found.birth_on),
                facts={"known": str(who.birth_on)},
            )
        )
    return tuple(faults)
