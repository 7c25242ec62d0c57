"""The life of an insured's card (carte d'assuré): made, handed over, lost, replaced, cancelled."""

from collections.abc import Callable
from datetime import date, timedelta

from psycopg.types.range import DateRange

from socle.kernel.errors import Conflict, Refused
from socle.platform.acts.progress import ActInProgress, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.documents.queries import documents, pieces
from socle.platform.printing.photos import photo_of
from socle.platform.temporal.operations import assign
from socle.registry.facts import CARD_STATE
from socle.registry.models import InsuredCard, Person
from socle.registry.queries.cards import PHOTO, card_years, cards
from socle.registry.queries.people import registration
from socle.registry.subjects import legal_day, person_by_number, require_alive
from socle.registry.types.cards import LIVE, CardState, CardView, card_number

Perform = Callable[[ActRequest], ActAnswer]
# From a card in one of these a person is given another under the same act.
_REPLACED = frozenset({*LIVE, CardState.LOST, CardState.STOLEN, CardState.EXPIRED})
_CANCELLED = frozenset({*LIVE, CardState.LOST, CardState.STOLEN})


def issue_card(request: ActRequest) -> ActAnswer:
    """Makes a person's first card, or the next after one that is cancelled or past.

    Raises:
        NotKnown: no such person.
        Conflict: they have a card that serves.
        Refused: their registration waits for papers, they are dead, or the photograph is wrong.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = _holder(request, act)
        held = _latest(request, LIVE)
        if held is not None:
            raise Conflict("cards.has_one", card=held.number)
        _make(request, act, person)
        return act.answer()


def duplicate_card(request: ActRequest) -> ActAnswer:
    """Makes another card in place of one that is lost, stolen, worn or past (duplicata).

    Raises:
        NotKnown: no such person.
        Refused: there is none to replace, or the person may not be given a card.
    """
    number = request.fields["number"]
    with performing(request, subject_kind="person", subject_number=number) as act:
        person = _holder(request, act)
        old = _latest(request, _REPLACED)
        if old is None:
            raise Refused("cards.none_to_replace", number=number)
        for live in _live(request):  # two, where two numbers were merged
            _state(request, act, live, CardState.REPLACED)
        _make(request, act, person)
        return act.answer()


def moving(*, among: frozenset[CardState], to: Callable[[ActRequest], CardState]) -> Perform:
    """The act that takes a person's latest card from one state to another.

    Raises:
        NotKnown: no such person.
        Refused: no card of theirs is in such a state on that day.
    """

    def move(request: ActRequest) -> ActAnswer:
        number = request.fields["number"]
        with performing(request, subject_kind="person", subject_number=number) as act:
            person_by_number(number)
            _require_past(request, act)
            found = _latest(request, among)
            if found is None:
                raise Refused("cards.none_in_state", number=number)
            _state(request, act, found, to(request))
            return act.answer()

    return move


def _reported(request: ActRequest) -> CardState:
    return CardState(request.fields["loss"])


report_card = moving(among=LIVE, to=_reported)
hand_over_card = moving(among=frozenset({CardState.MADE}), to=lambda _request: CardState.HELD)
cancel_card = moving(among=_CANCELLED, to=lambda _request: CardState.CANCELLED)


def _holder(request: ActRequest, act: ActInProgress) -> Person:
    """The person who may be given a card."""
    person = person_by_number(request.fields["number"])
    _require_past(request, act)
    require_alive(person, legal_day(request, act))
    is_complete = registration(person_id=person.pk, on=request.effective_on, known_at=None)
    if not is_complete.is_complete:
        raise Refused("cards.not_registered", number=person.number)
    for given in documents(ids=request.evidence):
        if given.kind == PHOTO:
            photo_of(b"".join(pieces(document_id=given.id)))
    return person


def _require_past(request: ActRequest, act: ActInProgress) -> None:
    if request.effective_on > legal_day(request, act):
        raise Refused("cards.not_yet")


def _latest(request: ActRequest, among: frozenset[CardState]) -> CardView | None:
    """The person's card that serves, else their latest, where it is in one of some states.

    Of two files that were merged each may have a card that serves: the latest goes first.
    """
    made = [each for each in _made(request) if each.state is not CardState.WITHDRAWN]
    first = next((each for each in made if each.is_live), made[0] if made else None)
    return first if first and first.state in among else None


def _live(request: ActRequest) -> list[CardView]:
    return [each for each in _made(request) if each.is_live]


def _made(request: ActRequest) -> list[CardView]:
    return cards(person_number=request.fields["number"], on=request.effective_on, known_at=None)


def _make(request: ActRequest, act: ActInProgress, person: Person) -> None:
    since = request.effective_on
    until = _years_after(since, card_years().value)
    made = InsuredCard.objects.create(
        fund_id=request.desk.fund.id,
        act_id=act.id,
        person=person,
        issued_on=since,
        expires_on=until - timedelta(days=1),
    )
    key = {"person_id": person.pk, "card_id": made.pk}
    values = {"state": CardState.MADE.value}
    fund_id = request.desk.fund.id
    assign(CARD_STATE, fund_id=fund_id, key=key, values=values, valid=DateRange(since, until))
    act.after = {"card": card_number(made.pk), "expires_on": made.expires_on.isoformat()}


def _state(request: ActRequest, act: ActInProgress, found: CardView, to: CardState) -> None:
    """States where a card stands from the day of effect to its last."""
    holder = InsuredCard.objects.get(pk=found.id).person_id
    assign(
        CARD_STATE,
        fund_id=request.desk.fund.id,
        key={"person_id": holder, "card_id": found.id},
        values={"state": to.value},
        valid=DateRange(request.effective_on, found.expires_on + timedelta(days=1)),
    )
    act.before = {"card": found.number, "card_state": found.state.value}
    act.after = {"card": found.number, "card_state": to.value}


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; the first of March for a 29 February that it lacks."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
