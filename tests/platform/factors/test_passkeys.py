"""Passkeys: made and shown for one site and one question, ended, doubted when they were copied."""

import json
from dataclasses import replace

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from tests import factories
from tests.conftest import NOW
from tests.platform.factors.device import VERIFIED, Device
from tests.platform.factors.scenes import stale, with_app, with_codes

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Desk, ProofNeeded
from socle.platform.acts.queries import acts_touching
from socle.platform.factors import operations, passkeys, queries
from socle.platform.factors.models import Passkey
from socle.platform.factors.types import MOST_PASSKEYS, PasskeyChallenge, PasskeySite, PasskeyView
from socle.web import clock

SITE = PasskeySite("socle.example", "https://socle.example")


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("CM")


def add(desk: Desk, device: Device, name: str = "ce poste", site: PasskeySite = SITE) -> None:
    with fund_scope(desk.fund.id):
        asked = operations.offer_passkey(desk=desk, site=site)
        operations.add_passkey(
            desk=desk,
            site=site,
            name=name,
            state=asked.state,
            text=device.make(asked.options),
            at=NOW,
            on=clock.today("CM"),
        )


def ask(desk: Desk) -> PasskeyChallenge:
    asked = operations.ask_passkey(user_id=desk.user_id, site=SITE)
    assert asked is not None
    return asked


def is_right(desk: Desk, asked: PasskeyChallenge, answer: str, site: PasskeySite = SITE) -> bool:
    return operations.is_right_passkey(
        user_id=desk.user_id, site=site, state=asked.state, text=answer, at=NOW
    )


def had(desk: Desk) -> tuple[PasskeyView, ...]:
    return queries.factors_of(user_id=desk.user_id).passkeys


def test_a_passkey_opens_what_it_was_asked_for_and_the_act_names_it(
    place: factories.Agency,
) -> None:
    desk, device = place.verifier, Device()
    add(desk, device, "  clé   bleue ")
    assert queries.factors_of(user_id=desk.user_id).is_enrolled
    asked = ask(desk)
    answer = device.show(asked.options)
    assert is_right(desk, asked, answer)
    assert not is_right(desk, asked, answer), "the same count again is the same answer"
    assert not is_right(desk, ask(desk), answer), "it answers another question"
    [found] = had(desk)
    assert (found.name, found.used_at, found.doubted_at) == ("clé bleue", NOW, None)
    with fund_scope(place.fund.id):
        [act] = acts_touching(kind="account", number=desk.login)
    assert act.type == "add_passkey"


@pytest.mark.parametrize(
    "device",
    [
        Device(origin="https://socle.example.evil.example"),
        Device(origin="http://socle.example"),
        Device(origin="https://socle.example:8443"),
    ],
    ids=lambda each: each.origin,
)
def test_a_page_at_another_address_makes_none_and_shows_none(
    place: factories.Agency, device: Device
) -> None:
    desk, there = place.verifier, device.origin
    with pytest.raises(Refused, match="passkey_wrong"):
        add(desk, device)
    device.origin = SITE.origin
    add(desk, device)
    asked, device.origin = ask(desk), there
    assert not is_right(desk, asked, device.show(asked.options))


def test_another_s_key_another_host_and_a_key_nobody_touched_open_nothing(
    place: factories.Agency,
) -> None:
    desk, other = place.verifier, place.administrator
    device, its = Device(), Device()
    add(desk, device)
    add(other, its)
    asked = ask(desk)
    assert not is_right(desk, asked, its.show(asked.options))
    assert not is_right(other, asked, device.show(asked.options))
    elsewhere = PasskeySite("autre.example", "https://autre.example")
    assert operations.ask_passkey(user_id=desk.user_id, site=elsewhere) is None
    assert not is_right(desk, asked, device.show(asked.options), elsewhere)
    assert not is_right(desk, asked, device.show(asked.options, flags=VERIFIED))
    told = json.loads(device.show(asked.options)) | {"id": "AAAA"}
    assert not is_right(desk, asked, json.dumps(told))
    assert is_right(desk, asked, device.show(asked.options))


def test_a_key_that_counts_backwards_was_copied_and_serves_no_more(
    place: factories.Agency,
) -> None:
    desk, device = place.verifier, Device()
    add(desk, device)
    device.count = 9
    asked = ask(desk)
    assert is_right(desk, asked, device.show(asked.options))
    device.count = 4
    asked = ask(desk)
    assert not is_right(desk, asked, device.show(asked.options))
    assert had(desk)[0].doubted_at == NOW
    assert operations.ask_passkey(user_id=desk.user_id, site=SITE) is None
    device.count = 20
    assert not is_right(desk, asked, device.show(asked.options))


def test_a_key_that_does_not_count_is_good_each_time(place: factories.Agency) -> None:
    desk, device = place.verifier, Device(counts=False)
    add(desk, device)
    for _time in range(3):
        asked = ask(desk)
        assert is_right(desk, asked, device.show(asked.options))


def test_a_person_has_several_by_name_and_ends_none_that_is_the_last_way_in(
    place: factories.Agency,
) -> None:
    desk, on = place.verifier, clock.today("CM")
    add(desk, Device(), "ce poste")
    add(desk, Device(), "clé bleue")
    first, second = had(desk)
    with fund_scope(place.fund.id):
        with pytest.raises(ProofNeeded):
            operations.end_passkey(desk=stale(desk), passkey_id=first.id, on=on)
        with pytest.raises(NotKnown):
            operations.end_passkey(desk=place.administrator, passkey_id=first.id, on=on)
        operations.end_passkey(desk=desk, passkey_id=first.id, on=on)
        with pytest.raises(Refused, match="last_one"):
            operations.end_passkey(desk=desk, passkey_id=second.id, on=on)
    with_app(desk, NOW)
    with fund_scope(place.fund.id):
        operations.end_app(desk=desk, on=on)  # a passkey is left
    with_codes(desk)
    with fund_scope(place.fund.id):
        operations.end_passkey(desk=desk, passkey_id=second.id, on=on)
        acts = acts_touching(kind="account", number=desk.login)
    assert [each.type for each in acts].count("end_passkey") == 2
    assert had(desk) == ()


def test_a_nameless_one_one_made_twice_and_one_too_many_are_refused(
    place: factories.Agency,
) -> None:
    desk, device = place.verifier, Device()
    for name in ("", "  ", "a\0b"):
        with pytest.raises(Refused, match="passkey_unnamed"):
            add(desk, device, name)
    add(desk, device)
    for whose in (desk, place.administrator):
        with pytest.raises(Refused, match="passkey_wrong"):
            add(whose, device)
    Passkey.objects.bulk_create(
        replace_key(Passkey.objects.get(), number) for number in range(MOST_PASSKEYS - 1)
    )
    with pytest.raises(Refused, match="passkeys_enough"):
        add(desk, Device())
    with pytest.raises(ProofNeeded):
        operations.offer_passkey(desk=replace(stale(desk)), site=SITE)


def replace_key(found: Passkey, number: int) -> Passkey:
    found.pk, found.credential_id = None, bytes([number])
    return found


def test_the_database_lets_no_key_become_another(place: factories.Agency) -> None:
    add(place.verifier, Device())
    for column in ("attested", "credential_id", "user_id", "host"):
        with (
            pytest.raises(DatabaseError, match="permission"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE passkey SET {column} = {column}")


DEVICE = Device()
ASKED = passkeys.ask_new(SITE, user_id=7, login="awa", name="Awa", had=[])
MADE = DEVICE.make(ASKED.options)


@settings(deadline=None)
@given(
    st.one_of(
        st.text(max_size=200),
        st.recursive(st.none() | st.text() | st.integers(), st.lists, max_leaves=5).map(json.dumps),
        st.dictionaries(
            st.sampled_from(["id", "response"]),
            st.text()
            | st.dictionaries(
                st.sampled_from(["clientDataJSON", "attestationObject", "signature"]), st.text()
            ),
        ).map(json.dumps),
        st.tuples(st.integers(0, len(MADE) - 1), st.characters(codec="ascii")).map(
            lambda spoilt: MADE[: spoilt[0]] + spoilt[1] + MADE[spoilt[0] + 1 :]
        ),
    )
)
def test_whatever_a_form_brings_is_read_or_is_no_key(text: str) -> None:
    made = passkeys.read_new(SITE, state=ASKED.state, text=text)
    assert made is None or made.credential_id == DEVICE.id
    assert passkeys.read(SITE, state=ASKED.state, had=[], text=text) is None


def test_a_long_or_deep_answer_is_no_key() -> None:
    deep = "[" * 9000 + "]" * 9000
    for text in (deep, deep[:8000], json.dumps({"id": "A" * 20_000, "response": {}})):
        assert passkeys.read_new(SITE, state=ASKED.state, text=text) is None
