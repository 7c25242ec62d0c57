"""Claims by anybody on the public page: received at once, taken by an agent, followed by a code."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from tests import factories
from tests.api.samples import Caller
from tests.benefits.claiming import liquidator
from tests.web.test_payments import signed_in
from tests.web.test_weights import weight

from socle.benefits.queries.claims import claims
from socle.kernel.errors import NotKnown
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role
from socle.platform.acts import basket, operations
from socle.platform.acts.drafts import drop_draft
from socle.platform.acts.types import DraftView
from socle.platform.printing.models import PaperMade
from socle.web import clock

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
NUMBER, BORN = "1122334455B", "1966-05-01"
MOST_BYTES = 20 * 1024


@pytest.fixture
def place(db: None) -> factories.Agency:
    found = factories.agency("CM")
    factories.person(found, NUMBER, birth_on=BORN)
    return found


def path_of(place: factories.Agency, benefit: str = "old_age") -> str:
    return f"/ask/{place.fund.code}/{benefit}"


def sent(
    place: factories.Agency, client: Client | None = None, benefit: str = "old_age", **said: object
) -> HttpResponse:
    fields: dict[str, object] = {
        "person": NUMBER,
        "born_on": "01/05/1966",
        "event_on": "30/06/2026",
        "name": "Ngo Marie",
        "phone": "677 00 00 01",
        "key": uuid4().hex,
    }
    answer: HttpResponse = (client or Client()).post(path_of(place, benefit), fields | said)
    return answer


def receipt(answer: HttpResponse) -> tuple[str, str]:
    """The number and the code that a page of receipt says."""
    text = re.sub(r"<[^>]+>", "", answer.content.decode()).replace("\u202f", "")
    number = re.search(r"DEL-\d{4}-\d{6}", text)
    code = re.search(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", text)
    assert number, text
    assert code, text
    return number[0], code[0]


def waiting(place: factories.Agency) -> list[DraftView]:
    by = liquidator(place)
    with fund_scope(place.fund.id):
        found = basket.drafts(desk=by, limit=50, after=None)
        return [basket.draft(number=each.number, desk=by) for each in found]


def followed(place: factories.Agency, number: str, code: str) -> HttpResponse:
    said = {"number": number, "code": code}
    answer: HttpResponse = Client().post(f"/ask/{place.fund.code}/follow", said)
    return answer


def taken(place: factories.Agency, draft: DraftView, **other: object) -> str:
    """An agent completes the draft as the form of the act would, today."""
    today = clock.today("CM")
    fields = {
        name: text for name, text in draft.fields.items() if name not in {"effective_on", "motive"}
    }
    with fund_scope(place.fund.id):
        answer = operations.complete(
            desk=liquidator(place),
            draft=draft.number,
            fields=fields,
            effective_on=other.get("on", today),
            motive=draft.fields["motive"],
            key=uuid4().hex,
            at=clock.now(),
            evidence=tuple(each.id for each in draft.evidence),
        )
    return answer.act


def test_a_claim_goes_from_an_old_phone_to_the_liquidator_and_its_day_counts(
    place: factories.Agency,
) -> None:
    page = Client().get(path_of(place)).content.decode()
    assert "<script" not in page
    assert weight(page) <= MOST_BYTES
    assert "Certificats de travail" in page
    paper = SimpleUploadedFile("cni.png", PNG, "image/png")
    answer = sent(place, piece_identity=paper)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "no-store"
    number, code = receipt(answer)
    assert "Un agent va la lire" in followed(place, number, code).content.decode()
    [draft] = waiting(place)
    assert draft.type == "file_claim"
    assert draft.wanting == ()
    assert [(each.kind, each.media_type) for each in draft.evidence] == [("identity", "image/png")]
    with fund_scope(place.fund.id):
        assert claims(limit=9) == []
    taken(place, draft)
    with fund_scope(place.fund.id):
        [found] = claims(limit=9)
    assert (found.filed_on, found.benefit) == (clock.today("CM"), "old_age")
    text = followed(place, number, code).content.decode()
    assert found.number.replace("-", "") in re.sub(r"<[^>]+>|[-\s]", "", text)
    assert "Demande signée" in text


def test_a_victim_declares_an_accident_that_an_agent_takes_and_no_employer_reads(
    place: factories.Agency,
) -> None:
    accident = {
        "event_on": f"{clock.today('CM'):%d/%m/%Y}",
        "act-kind": "work_accident",
        "act-place": "Chantier",
        "act-circumstances": "Chute d’une échelle",
        "act-nature": "fracture",
        "act-seat": "poignet",
        "act-employer_name": "Scierie sans nom",
        "act-declared_by": "employer",
    }
    page = Client().get(path_of(place, "injury")).content.decode()
    assert 'value="kin"' in page
    assert 'value="employer"' not in page
    wrong = sent(place, benefit="injury", **(accident | {"act-seat": ""}))
    assert (wrong.status_code, "act-seat-why" in wrong.content.decode()) == (422, True)
    assert sent(place, benefit="injury", **accident).status_code == 422, "no employer declares here"
    said: dict[str, object] = accident | {"act-declared_by": "victim"}
    # What would refuse it to the agent, who may not open the certificate to read its day.
    tomorrow = f"{clock.today('CM') + timedelta(days=1):%d/%m/%Y}"
    paper = SimpleUploadedFile("certificat.png", PNG, "image/png")
    undated = sent(place, benefit="injury", **said, piece_medical_certificate=paper)
    for answer, line in (
        (undated, "act-issued_on-why"),
        (sent(place, benefit="injury", **(said | {"event_on": tomorrow})), "event_on-why"),
    ):
        assert (answer.status_code, f'id="{line}"' in answer.content.decode()) == (422, True)
    assert "certificat.png" in undated.content.decode()
    said |= {
        "act-issued_on": accident["event_on"],
        "piece_medical_certificate": SimpleUploadedFile("certificat.png", PNG, "image/png"),
    }
    number, code = receipt(sent(place, benefit="injury", **said))
    [draft] = waiting(place)
    assert (draft.type, draft.fields["filing"], draft.wanting) == ("declare_injury", number, ())
    [kept] = draft.evidence
    address = f"/drafts/{draft.number}/evidence/{kept.id}"
    assert Caller(liquidator(place)).get(f"/documents/{kept.id}").status_code == 404
    assert signed_in(liquidator(place)).get(address).status_code == 403
    # Neither the list nor the number of a draft opens it to who acts for an employer.
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, "3100000000A")
    with fund_scope(place.fund.id), pytest.raises(NotKnown):
        basket.draft(number=draft.number, desk=clerk)
    assert "Un agent va la lire" in followed(place, number, code).content.decode()
    act = taken(place, draft)
    # Taken, the adviser alone opens the certificate, and is on record for it.
    doctor = factories.desk(place.fund, Role.MEDICAL_ADVISER)
    assert Caller(liquidator(place)).get(f"/documents/{kept.id}").status_code == 404
    for opened in (
        Caller(doctor).get(f"/documents/{kept.id}"),
        signed_in(doctor).get(f"/acts/{act}/evidence/{kept.id}"),
    ):
        assert b"".join(opened.streaming_content) == PNG
    with fund_scope(place.fund.id):
        seen = PaperMade.objects.filter(kind="medical_paper", number=str(kept.id))
        assert [each.made_by_id for each in seen.order_by("id")] == [doctor.user_id] * 2
    text = followed(place, number, code).content.decode()
    assert "AT-" in text
    assert "fracture" not in text


def test_another_day_than_that_of_the_receipt_is_refused(place: factories.Agency) -> None:
    sent(place)
    [draft] = waiting(place)
    with pytest.raises(Exception, match="another_day"):
        taken(place, draft, on=clock.today("CM") - timedelta(days=1))
    assert len(waiting(place)) == 1


def test_nobody_learns_whether_the_fund_knows_a_number(place: factories.Agency) -> None:
    def seen(answer: HttpResponse) -> str:
        text = answer.content.decode().partition("<main")[2]
        for each in receipt(answer):
            text = text.replace(each, "")
        return re.sub(r"DEL-\d{4}-\d{6}|[2-9A-HJ-NP-Z]{4}(-|</?\w+>)?", "", text)

    known, unknown = sent(place), sent(place, person="9988776655Z")
    other_birth = sent(place, born_on="02/05/1966")
    assert {known.status_code, unknown.status_code, other_birth.status_code} == {200}
    assert seen(known) == seen(unknown) == seen(other_birth)
    doubts = [tuple(fault.code for fault in each.wanting) for each in waiting(place)]
    assert sorted(doubts) == [(), ("filings.not_theirs",), ("filings.not_theirs",)]


def test_sent_twice_it_is_one_claim_and_one_code(place: factories.Agency) -> None:
    key = uuid4().hex
    first, again = sent(place, key=key), sent(place, key=key)
    assert receipt(first) == receipt(again)
    assert len(waiting(place)) == 1
    corrected = sent(place, key=key, event_on="01/07/2026")
    assert receipt(corrected)[0] != receipt(first)[0]


def test_a_wrong_form_says_where_and_keeps_the_files(place: factories.Agency) -> None:
    paper = SimpleUploadedFile("cni.png", PNG, "image/png")
    answer = sent(place, born_on="hier", name="", piece_identity=paper)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'aria-describedby="born_on-hint born_on-why"' in text
    assert "cni.png" in text
    assert waiting(place) == []
    kept = re.search(r'name="kept" value="([^"]+)"', text)
    keep = re.search(r'name="keep" value="(\d+)"', text)
    assert kept
    assert keep
    assert sent(place, kept=kept[1], keep=keep[1]).status_code == 200
    assert [each.name for each in waiting(place)[0].evidence] == ["cni.png"]


@pytest.mark.parametrize(
    ("name", "content"),
    [("page.html", b"<script>alert(1)</script>"), ("photo.png", b"MZ\x90\x00"), ("big.png", None)],
)
def test_only_photographs_and_pdf_of_a_phone_are_taken(
    place: factories.Agency, name: str, content: bytes | None
) -> None:
    body = PNG + bytes(5 * 1024 * 1024) if content is None else content
    answer = sent(place, piece_identity=SimpleUploadedFile(name, body))
    assert answer.status_code == 422
    assert waiting(place) == []


def test_a_code_of_another_says_nothing(place: factories.Agency) -> None:
    number, _code = receipt(sent(place))
    _other, code = receipt(sent(place, event_on="01/07/2026"))
    wrong, unknown = followed(place, number, code), followed(place, "DEL-2020-000000", code)
    assert wrong.status_code == unknown.status_code == 422
    assert "Ce numéro et ce code ne vont pas ensemble" in wrong.content.decode()
    assert "Ce numéro et ce code ne vont pas ensemble" in unknown.content.decode()


def test_a_claim_that_was_dropped_says_to_come(place: factories.Agency) -> None:
    number, code = receipt(sent(place))
    [draft] = waiting(place)
    with fund_scope(place.fund.id):
        drop_draft(desk=liquidator(place), number=draft.number, reason="double", at=clock.now())
    assert "allez à n’importe quelle agence" in followed(place, number, code).content.decode()


def test_one_number_is_asked_for_five_times_a_day(place: factories.Agency) -> None:
    for day in range(1, 6):
        assert sent(place, event_on=f"0{day}/07/2026").status_code == 200
    assert sent(place, event_on="06/07/2026").status_code == 429
    assert sent(place, person="7788990011C").status_code == 200


def test_a_form_from_elsewhere_is_refused(place: factories.Agency) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sent(place, strict).status_code == 403


def test_every_benefit_of_every_fund_opens_light_and_in_every_language(db: None) -> None:
    for country, scheme in (("CM", "cnps"), ("MA", "cnss"), ("BJ", "cnss")):
        place = factories.agency(country, scheme=scheme)
        page = Client().get(f"/ask/{place.fund.code}").content.decode()
        addresses = re.findall(rf'href="(/ask/{place.fund.code}/[a-z_]+)"', page)
        assert len(addresses) > 3
        for address in addresses:
            for language in ("fr", "en", "ar"):
                answer = Client(headers={"Accept-Language": language}).get(address)
                assert answer.status_code == 200
                assert weight(answer.content.decode()) <= MOST_BYTES
    assert Client().get("/ask/nulle-part").status_code == 404
    assert Client().get(f"{path_of(place)}x").status_code == 404
