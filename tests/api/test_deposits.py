"""Depositing a file by HTTP, and reading what became of it."""

from pathlib import Path

import pytest
from django.conf import settings
from tests import factories
from tests.api.samples import LINE, OTHER_EMPLOYER, UNKNOWN_PERSON, Caller, Drawers, dipe

from socle.contributions import operations, queries
from socle.platform.access.operations import grant_role
from socle.platform.access.queries import desk_of_login
from socle.platform.access.scope import fund_scope
from socle.platform.access.types import Role


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def test_a_file_is_posted_and_answered_as_the_command_does(place: factories.Agency) -> None:
    response = Caller(place.accounts).deposit(dipe(LINE, UNKNOWN_PERSON))
    said = response.json()
    assert response.status_code == 201, said
    assert response.headers["Location"] == f"/api/v1/deposits/{said['receipt']}"
    assert said["status"] == "posted"
    assert (said["lines"], said["posted"], said["queued"]) == (2, 2, 1)
    assert said["totals"]["total"] == {"minor": 125_300, "currency": "XAF"}
    assert said["format"] == "cm_dipe"
    assert said["errors"] == []


def test_the_same_key_answers_the_same_and_another_key_says_already_posted(
    place: factories.Agency,
) -> None:
    caller = Caller(place.accounts)
    first, again, other = (caller.deposit(dipe(LINE), key=key) for key in ("a", "a", "b"))
    assert (first.status_code, again.status_code, other.status_code) == (201, 201, 200)
    assert first.json() == again.json()
    assert other.json() == first.json() | {"status": "already_posted"}


def test_a_key_is_refused_for_another_file_and_named_as_the_caller_wrote_it(
    place: factories.Agency,
) -> None:
    caller = Caller(place.accounts)
    caller.deposit(dipe(LINE), key="january")
    response = caller.deposit(dipe(UNKNOWN_PERSON), key="january")
    assert response.status_code == 409
    assert response.json()["code"] == "acts.key_reused"
    assert "january" in response.json()["detail"]


def test_two_callers_may_use_the_same_key(place: factories.Agency) -> None:
    Caller(place.accounts).deposit(dipe(LINE), key="january")
    other = factories.desk(place.fund, Role.ACCOUNTS_OFFICER)
    response = Caller(other).deposit(dipe(UNKNOWN_PERSON), key="january")
    assert response.json()["errors"][0]["code"] == "declaration.already_declared"


def test_a_wrong_file_is_refused_whole_with_its_errors_in_the_language_asked(
    place: factories.Agency,
) -> None:
    content = dipe(LINE, LINE.replace("000000035000000003500000", "00000003500X000003500000"))
    response = Caller(place.accounts, "en").deposit(content)
    said = response.json()
    assert response.status_code == 422
    assert response.headers["Content-Type"].startswith("application/json")
    assert (said["status"], said["posted"], said["totals"]["total"]["minor"]) == ("refused", 0, 0)
    error = said["errors"][0]
    assert set(error) == {"code", "message", "where", "line", "record", "field", "read", "do"}
    assert (error["line"], error["record"]) == (2, "C04")
    assert error["message"] != error["do"] != ""
    listed = Caller(place.accounts).get(f"/deposits/{said['receipt']}/errors").json()
    assert listed["error_count"] == said["error_count"] == len(listed["errors"])
    assert listed["errors"][0]["message"] != error["message"], "French by default"


def test_a_key_is_required(place: factories.Agency) -> None:
    for key in (None, "with space", "k" * 101):
        response = Caller(place.accounts).deposit(dipe(LINE), key=key)
        assert response.status_code == 400, key
        assert response.json()["code"] == "api.key_missing"


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"deposited_on": "10/02/2026"}, "date_invalid"),
        ({"deposited_on": "0001-01-01"}, "api.day_out_of_range"),
        ({"deposited_on": "9999-12-31"}, "api.day_out_of_range"),
        ({"deposited_on": "2026-02-30"}, "date_invalid"),
        ({"deposited_on": "２０２６-01-01"}, "date_invalid"),
    ],
)
def test_a_badly_written_day_is_located(
    place: factories.Agency, form: dict[str, str], code: str
) -> None:
    response = Caller(place.accounts).deposit(dipe(LINE), **form)
    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert (error["code"], error["field"], error["where"]["in"]) == (code, "deposited_on", "form")


def test_a_day_to_come_is_refused_and_nothing_is_stored(place: factories.Agency) -> None:
    caller = Caller(place.accounts)
    response = caller.deposit(dipe(LINE), deposited_on="2198-01-01")
    assert response.status_code == 422
    assert response.json()["code"] == "declaration.deposit_to_come"
    assert caller.get("/deposits").json() == {"items": [], "next": None}


def test_a_form_without_a_file_is_refused(place: factories.Agency) -> None:
    caller = Caller(place.accounts)
    response = caller.post("/declarations", {"file": "no"}, key="a")
    assert response.status_code == 422
    assert [each["field"] for each in response.json()["errors"]] == ["file"]


def test_a_file_over_the_limit_is_refused_unread(
    place: factories.Agency, settings_of_deposits: None
) -> None:
    caller = Caller(place.accounts)
    response = caller.deposit(dipe(*[LINE] * 8))
    assert response.status_code == 413
    assert response.json()["code"] == "document.too_large"
    assert caller.get("/deposits").json()["items"] == []


@pytest.fixture
def settings_of_deposits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "DEPOSIT_LIMIT_BYTES", 1000)


def test_a_long_file_is_received_then_read_by_the_worker(
    place: factories.Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[dict[str, object]] = []
    monkeypatch.setattr(settings, "DEPOSIT_INLINE_BYTES", 10)
    monkeypatch.setattr(
        operations, "defer", lambda name, **arguments: asked.append({"name": name} | arguments)
    )
    caller = Caller(place.accounts)
    response = caller.deposit(dipe(LINE))
    said = response.json()
    assert (response.status_code, said["status"]) == (202, "received")
    assert asked[0]["number"] == said["receipt"]
    where = response.headers["Location"].removeprefix("/api/v1")
    assert caller.get(where).json()["status"] == "received"
    monkeypatch.setattr(settings, "DEPOSIT_INLINE_BYTES", 10_000)
    with fund_scope(place.fund.id):
        operations.read_deposit(number=said["receipt"])
    assert caller.get(where).json()["status"] == "posted"
    monkeypatch.setattr(settings, "DEPOSIT_INLINE_BYTES", 10)
    again = caller.deposit(dipe(LINE))
    assert (again.status_code, again.json()["receipt"]) == (200, said["receipt"])


def test_the_upload_goes_to_disk(place: factories.Agency, tmp_path: Path) -> None:
    assert settings.FILE_UPLOAD_HANDLERS == ["socle.web.uploads.LimitedUploadHandler"]
    content = dipe(*[LINE] * 400)
    assert Caller(place.accounts).deposit(content).status_code in {201, 422}


def test_the_list_is_read_by_pages(cm: Drawers) -> None:
    caller = Caller(cm.place.accounts)
    for position in range(3):
        caller.deposit(f"nothing {position}".encode(), key=f"n{position}")
    numbers, cursor = [], ""
    while True:
        page = caller.get("/deposits", limit=2, cursor=cursor).json()
        numbers += [each["number"] for each in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert len(numbers) == len(set(numbers)) == 4
    assert numbers[-1] == cm.deposit
    assert numbers == sorted(numbers, reverse=True)


@pytest.mark.parametrize("limit", ["0", "51", "-1", "x", "1" * 5000, "1.5", "", "\x00"])
def test_a_limit_out_of_bounds_is_refused(cm: Drawers, limit: str) -> None:
    response = Caller(cm.place.accounts).get("/deposits", limit=limit)
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "limit"


@pytest.mark.parametrize("cursor", ["x", "R-2026-01-000000", "\x00", "9" * 81, "9" * 80])
def test_a_cursor_of_nobody_is_refused(cm: Drawers, cursor: str) -> None:
    for path in ("/deposits", "/acts", f"/declarations/{cm.declaration}/lines"):
        response = Caller(cm.place.auditor).get(path, cursor=cursor)
        assert response.status_code == 422, path


def test_a_deposit_and_its_declaration_are_read(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    deposit = caller.get(f"/deposits/{cm.deposit}").json()
    assert deposit["declaration_count"] == 1
    declaration = caller.get(f"/declarations/{cm.declaration}").json()
    assert declaration == deposit["declarations"][0]
    assert (declaration["month"], declaration["employer"]) == ("2026-01", cm.employer)
    branch = declaration["branches"][0]
    assert branch["rate_employee"] == {"text": "4.2 %", "fraction": [42, 1000]}
    assert branch["source"]
    total = sum(each["total"]["minor"] for each in declaration["branches"])
    assert total == declaration["total"]["minor"] == deposit["total"]["minor"]


def test_the_lines_are_read_by_pages(cm: Drawers) -> None:
    caller = Caller(cm.place.auditor)
    path = f"/declarations/{cm.declaration}/lines"
    first = caller.get(path, limit=1).json()
    second = caller.get(path, limit=1, cursor=first["next"]).json()
    assert [first["items"][0]["line"], second["items"][0]["line"]] == [1, 2]
    assert second["next"] is None
    queued = caller.get(path, queued="true").json()["items"]
    assert [each["queue_reason"] for each in queued] == ["number_unknown"]
    assert caller.get(path, queued="perhaps").status_code == 422


def test_a_clerk_reads_only_what_concerns_their_employer(place: factories.Agency) -> None:
    factories.employer(place, OTHER_EMPLOYER, legal_name="Autre")
    other_line = LINE.replace("0123456789K", OTHER_EMPLOYER)
    shared = Caller(place.accounts).deposit(dipe(LINE, other_line)).json()
    assert shared["status"] == "posted", shared
    mine = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER))
    found = mine.get(f"/deposits/{shared['receipt']}").json()
    assert found["declaration_count"] == 1
    assert [each["employer"] for each in found["declarations"]] == [factories.CM_EMPLOYER]
    assert found["total"]["minor"] * 2 == shared["totals"]["total"]["minor"]
    assert (found["lines"], found["total"]) == (1, found["declarations"][0]["total"])
    (listed,) = mine.get("/deposits").json()["items"]
    assert listed["total"] == found["total"]
    with fund_scope(place.fund.id):
        numbers = {
            each.employer_number: each.number
            for each in queries.deposit(number=shared["receipt"]).declarations
        }
    assert mine.get(f"/declarations/{numbers[factories.CM_EMPLOYER]}").status_code == 200
    outside = mine.get(f"/declarations/{numbers[OTHER_EMPLOYER]}")
    unknown = mine.get("/declarations/D-0")
    assert outside.status_code == unknown.status_code == 404
    assert outside.json()["code"] == unknown.json()["code"]
    assert OTHER_EMPLOYER not in outside.content.decode()


def test_a_clerk_of_two_employers_finds_a_refused_file_again(place: factories.Agency) -> None:
    clerk = factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER)
    grant_role(
        login=clerk.login,
        fund_code=place.fund.code,
        role=Role.EMPLOYER_CLERK,
        employer_number=OTHER_EMPLOYER,
    )
    caller = Caller(desk_of_login(login=clerk.login, fund_code=place.fund.code))
    receipt = caller.deposit(b"not a declaration").json()["receipt"]
    assert caller.get(f"/deposits/{receipt}").status_code == 200


def test_a_clerk_cannot_see_a_colleague_of_another_employer(place: factories.Agency) -> None:
    factories.employer(place, OTHER_EMPLOYER, legal_name="Autre")
    one = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, factories.CM_EMPLOYER))
    other = Caller(factories.desk(place.fund, Role.EMPLOYER_CLERK, OTHER_EMPLOYER))
    posted = one.deposit(dipe(LINE)).json()["receipt"]
    refused = one.deposit(b"nothing", key="b").json()["receipt"]
    assert other.get("/deposits").json()["items"] == []
    for number in (posted, refused):
        for path in (f"/deposits/{number}", f"/deposits/{number}/errors"):
            assert one.get(path).status_code == 200
            assert other.get(path).status_code == 404
    assert other.get("/deposits", cursor=posted).status_code == 422
    same_file = other.deposit(dipe(LINE), key="c").json()
    assert same_file["status"] == "refused"
    assert same_file["totals"]["total"]["minor"] == 0


def test_who_may_not_deposit_is_told_so(place: factories.Agency) -> None:
    for desk in (place.registration, place.auditor, place.administrator):
        response = Caller(desk).deposit(dipe(LINE))
        assert response.status_code == 403
        assert response.json()["code"] == "access.forbidden"
