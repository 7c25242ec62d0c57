"""Insured's cards: one serves at a time, a lost one is revoked, and what it says is signed."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import NOW, TODAY
from tests.platform.printing.test_papers import png
from tests.registry.people import asked, done, undone

from socle.kernel.errors import Refused, SocleError
from socle.platform.access.scope import fund_scope
from socle.platform.acts.operations import submit
from socle.platform.documents.operations import store_document
from socle.platform.printing import pdf
from socle.platform.printing.checks import midnight
from socle.platform.signing import base45, cose
from socle.platform.signing.queries import keys
from socle.registry.operations import papers
from socle.registry.queries import cards
from socle.registry.types.cards import CardState, CardView
from socle.web import clock

PERSON = factories.CM_PERSON
SINCE = date(2026, 1, 5)
LATER = date(2026, 3, 1)


@pytest.fixture
def place(db: None) -> factories.Agency:
    made = factories.agency("CM")
    factories.person(made)
    return made


def all_cards(place: factories.Agency, on: date = TODAY) -> list[CardView]:
    with fund_scope(place.fund.id):
        return cards.cards(person_number=PERSON, on=on, known_at=None)


def states(place: factories.Agency, on: date = TODAY) -> list[CardState]:
    return [each.state for each in all_cards(place, on)]


def acts(place: factories.Agency, *kinds: str, on: date = SINCE) -> str:
    """Several acts on the person's card; the number of the last."""
    for kind in kinds:
        loss = {"loss": "lost"} if kind == "report_card" else {}
        last = done(place, kind, on=on, motive="vu", number=PERSON, **loss)
    return last.act


def refusal(place: factories.Agency, kind: str, on: date = SINCE, **fields: str) -> str:
    with pytest.raises(SocleError) as told:
        done(place, kind, on=on, number=PERSON, **fields)
    return told.value.code


def revoked(place: factories.Agency, on: date = TODAY) -> list[int]:
    with fund_scope(place.fund.id):
        return cards.revoked(on=on)


def test_a_card_is_made_handed_over_lost_and_replaced(place: factories.Agency) -> None:
    acts(place, "issue_card", "hand_over_card")
    assert refusal(place, "issue_card") == "cards.has_one"
    acts(place, "report_card", "duplicate_card", on=LATER)
    assert states(place) == [CardState.MADE, CardState.LOST]
    assert states(place, LATER - timedelta(days=1)) == [CardState.HELD]
    new, old = all_cards(place)
    assert revoked(place) == [old.id]
    acts(place, "duplicate_card", on=TODAY)
    assert states(place) == [CardState.MADE, CardState.REPLACED, CardState.LOST]
    assert revoked(place) == [old.id, new.id]


def test_a_card_serves_to_its_last_day_and_is_listed_no_longer(place: factories.Agency) -> None:
    acts(place, "issue_card")
    (card,) = all_cards(place)
    assert (card.issued_on, card.expires_on) == (SINCE, date(2031, 1, 4))
    acts(place, "report_card", on=LATER)
    assert [revoked(place, card.expires_on), revoked(place, date(2031, 1, 5))] == [[card.id], []]
    undone(place, acts(place, "cancel_card", on=LATER))
    assert states(place, date(2031, 1, 5)) == [CardState.LOST]


@pytest.mark.parametrize(
    ("before", "kind"),
    [
        ((), "issue_card"),
        (("issue_card",), "hand_over_card"),
        (("issue_card",), "report_card"),
        (("issue_card",), "cancel_card"),
        (("issue_card", "report_card"), "duplicate_card"),
    ],
)
def test_what_befell_a_card_is_taken_back(
    place: factories.Agency, before: tuple[str, ...], kind: str
) -> None:
    if before:
        acts(place, *before)
    was = states(place)
    number = acts(place, kind)
    assert states(place) != was
    undone(place, number)
    # A card that should not have been made is listed still, as withdrawn.
    assert [each for each in states(place) if each is not CardState.WITHDRAWN] == was


def test_a_card_past_its_last_day_is_past(place: factories.Agency) -> None:
    acts(place, "issue_card", on=date(2016, 2, 29))
    assert states(place, date(2021, 2, 28)) == [CardState.MADE]
    assert states(place) == [CardState.EXPIRED]
    acts(place, "duplicate_card", on=TODAY)
    assert states(place) == [CardState.MADE, CardState.EXPIRED]


def test_the_cards_of_the_dead_and_of_a_reversed_issue_are_revoked(place: factories.Agency) -> None:
    first = acts(place, "issue_card")
    (reversed_one,) = all_cards(place)
    undone(place, first)
    assert states(place) == [CardState.WITHDRAWN]
    acts(place, "issue_card")
    held, _withdrawn = all_cards(place)
    assert revoked(place) == [reversed_one.id]
    done(place, "declare_death", on=LATER, motive="acte vu", number=PERSON)
    assert revoked(place) == [reversed_one.id, held.id]
    assert refusal(place, "duplicate_card", on=TODAY) == "registry.person_dead"


@pytest.mark.parametrize(
    ("before", "kind", "code"),
    [
        ((), "report_card", "cards.none_in_state"),
        ((), "duplicate_card", "cards.none_to_replace"),
        (("issue_card", "hand_over_card"), "hand_over_card", "cards.none_in_state"),
        (("issue_card", "cancel_card"), "report_card", "cards.none_in_state"),
        (("issue_card", "cancel_card"), "duplicate_card", "cards.none_to_replace"),
        (("issue_card", "report_card"), "hand_over_card", "cards.none_in_state"),
    ],
)
def test_what_a_card_cannot_undergo_is_refused(
    place: factories.Agency, before: tuple[str, ...], kind: str, code: str
) -> None:
    if before:
        acts(place, *before)
    loss = {"loss": "stolen"} if kind == "report_card" else {}
    assert refusal(place, kind, SINCE, **loss) == code


def test_nobody_has_a_card_before_their_papers_are_seen_or_from_tomorrow_on(
    place: factories.Agency,
) -> None:
    tomorrow = clock.today("CM") + timedelta(days=1)
    assert refusal(place, "issue_card", on=tomorrow) == "cards.not_yet"
    said = {"family_name": "NKOLO", "number": "5566778899F"}
    done(place, "register_for_body", on=SINCE, body="Mutuelle", **said)
    with pytest.raises(Refused) as told:
        done(place, "issue_card", on=SINCE, number=said["number"])
    assert told.value.code == "cards.not_registered"


def test_the_database_holds_one_serving_card_a_person_and_each_to_its_holder(
    place: factories.Agency,
) -> None:
    acts(place, "issue_card")
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute("SELECT id, person_id FROM insured_card")
        card, person = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_constraint WHERE conname IN"
            " ('card_state_one_serves', 'card_state_of_holder')"
        )
        assert cursor.fetchone() == (2,)
    for attack in (
        f"UPDATE insured_card SET expires_on = '2099-01-01' WHERE id = {card}",
        f"DELETE FROM insured_card WHERE person_id = {person}",
        "DELETE FROM card_state",
        "UPDATE card_state SET state = 'held'",
        "DELETE FROM card_state_history",
    ):
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            fund_scope(place.fund.id),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)


def test_the_code_of_a_card_says_its_holder_and_no_more(place: factories.Agency) -> None:
    acts(place, "issue_card")
    (card,) = all_cards(place)
    with fund_scope(place.fund.id):
        face = papers.card_face(card_id=card.id, on=TODAY, at=NOW)
        (key,) = keys()
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    claims = cose.read(token=base45.decode(face.qr), key=public)
    assert claims[169] == {1: PERSON, 2: "1", 4: "ALAOUI Fatima", 8: "19800101"}
    assert int.from_bytes(claims[7], "big") == card.id
    assert (claims[1], claims[4]) == (place.fund.code, midnight(date(2031, 1, 5)))
    assert len(face.qr) < 400


def test_a_card_is_made_again_the_same_whatever_was_corrected_since(
    place: factories.Agency,
) -> None:
    acts(place, "issue_card")
    (card,) = all_cards(place)
    with fund_scope(place.fund.id):
        first = papers.card_face(card_id=card.id, on=TODAY, at=NOW)
    fields = {"number": PERSON, "family_name": "ALAOUI BENNIS"}
    done(place, "correct_civil_status", on=SINCE, motive="jugement", **fields)
    with fund_scope(place.fund.id):
        assert papers.card_face(card_id=card.id, on=TODAY, at=NOW) == first
    acts(place, "report_card", on=LATER)
    with fund_scope(place.fund.id), pytest.raises(Refused):
        papers.card_face(card_id=card.id, on=TODAY, at=NOW)


def test_a_portrait_is_printed_as_given_and_a_wrong_one_stops_the_card(
    place: factories.Agency,
) -> None:
    def issue(image: bytes) -> str:
        with fund_scope(place.fund.id):
            photo = store_document(
                fund_id=place.fund.id,
                stream=BytesIO(image),
                name="photo.png",
                limit_bytes=100_000,
                at=NOW,
                by=place.registration.user_id,
                kind="identity_photo",
            )
            return submit(
                desk=place.registration,
                act_type_code="issue_card",
                fields={"number": PERSON},
                effective_on=SINCE,
                motive="",
                key=f"photo-{len(image)}",
                at=NOW,
                evidence=(photo.id,),
            ).act

    whole = png()
    wide = whole[:16] + (70_000).to_bytes(4, "big") + whole[20:]
    for image, code in (
        (whole + bytes(30_000), "printing.photo_too_large"),
        (b"<svg/>", "printing.photo_wrong"),
        (whole[:20], "printing.photo_wrong"),
        (wide + b"x", "printing.photo_wrong"),
    ):
        with pytest.raises(Refused) as told:
            issue(image)
        assert told.value.code == code
    issue(whole)
    (card,) = all_cards(place)
    with fund_scope(place.fund.id):
        face = papers.card_face(card_id=card.id, on=TODAY, at=NOW)
    assert face.photo is not None
    assert face.photo.image == whole
    assert pdf.cards([face], on_sheets=True).startswith(b"%PDF-")


def test_the_list_of_revoked_cards_is_short_dated_and_signed(place: factories.Agency) -> None:
    acts(place, "issue_card", "report_card")
    with fund_scope(place.fund.id):
        token = papers.revocation_list(on=TODAY, at=NOW)
        (key,) = keys()
        (serial,) = cards.revoked(on=TODAY)
    public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), key.public)
    claims = cose.read(token=token, key=public)
    assert (claims[1], claims[6]) == (place.fund.code, int(NOW.timestamp()))
    assert claims[papers.REVOKED] == papers.packed(serials=[serial])
    assert papers.packed(serials=[1, 3, 300]) == bytes([1, 2, 0xA9, 0x02])
    assert len(papers.packed(serials=list(range(5, 500_000, 37)))) < 14_000


def test_who_may_not_register_makes_no_card(place: factories.Agency) -> None:
    for by in (place.accounts, place.auditor, place.verifier):
        with pytest.raises(SocleError):
            asked(by, "issue_card", number=PERSON)
