"""What each answer tells the browser to refuse, whichever the address and whatever the answer."""

from collections.abc import Iterator

import pytest
from django.test import Client
from tests import factories
from tests.hardness.addresses import addresses, filled

from socle.web.static_files import assets

# In every answer, whole or not: pages, files, refusals, what does not exist.
ALWAYS = {
    "X-Content-Type-Options": {"nosniff"},
    "X-Frame-Options": {"DENY"},
    "Referrer-Policy": {"same-origin"},
    "Cross-Origin-Opener-Policy": {"same-origin"},
    "Cross-Origin-Resource-Policy": {"same-origin"},
    "Permissions-Policy": {"camera=(), microphone=(), geolocation=()", "camera=(self)"},
}
UNSAFE = ("unsafe-inline", "unsafe-eval", "unsafe-hashes", "http:", "https:", "*", "data:")


def wrong(path: str, client: Client) -> Iterator[str]:
    answer = client.get(path)
    for name, allowed in ALWAYS.items():
        said = answer.headers.get(name, "")
        if not any(said.startswith(each) for each in allowed):
            yield f"{path} ({answer.status_code}): {name}: {said or 'missing'}"
    policy = answer.headers.get("Content-Security-Policy", "")
    if not policy.startswith("default-src 'none'"):
        yield f"{path} ({answer.status_code}): policy: {policy or 'missing'}"
    yield from (f"{path}: {each} in {policy}" for each in UNSAFE if each in policy)
    kind = answer.headers.get("Content-Type", "")
    if answer.content and (not kind or (kind.startswith("text/") and "charset=utf-8" not in kind)):
        yield f"{path} ({answer.status_code}): of no kind, or in unknown letters: {kind}"
    if "Cache-Control" not in answer.headers:
        yield f"{path} ({answer.status_code}): says nothing of keeping"


def test_every_address_tells_the_browser_what_to_refuse(db: None) -> None:
    """As nobody: what is public answers, the rest leads to sign in or is refused."""
    place = factories.agency("CM")
    known = {"<str:fund>": place.fund.code, "<fund>": place.fund.code, "<str:code>": "cm"}
    paths = [filled(each, lambda part: known.get(part, "1")) for each in addresses()]
    assert len(paths) > 250
    client = Client(raise_request_exception=False)
    assert [said for path in paths for said in wrong(path, client)] == []


def test_no_address_gives_back_what_it_was_sent_by_trace(db: None) -> None:
    client, mark = Client(raise_request_exception=False), "marque-de-la-demande"
    for each in addresses():
        path = filled(each, lambda _part: "1")
        answer = client.generic("TRACE", path, mark, headers={"X-Mark": mark})
        assert mark not in answer.content.decode(), path
        assert answer.headers.get("Content-Type") != "message/http", path


def test_pages_of_an_agent_and_what_they_ask_for_do_too(db: None) -> None:
    place = factories.agency("CM")
    person = factories.person(place)
    client = Client(raise_request_exception=False)
    login = place.registration.login
    client.post("/sign-in", {"name": login, "password": login})
    some = [next(name for name in assets() if name.endswith(end)) for end in (".css", ".js")]
    paths = (
        *("/desk", "/search?q=alaoui", "/not-a-page", "/persons/nobody", "/api/v1/nothing"),
        *(f"/persons/{person}", f"/api/v1/persons/{person}", "/deposits"),
        *(f"/static/{name}" for name in (*some, "nothing.css")),
    )
    assert [said for path in paths for said in wrong(path, client)] == []


def test_behind_tls_the_browser_comes_back_by_tls_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOCLE_SECRET_KEY", "only-for-tests")
    from socle.settings import prod

    assert prod.SECURE_HSTS_SECONDS >= 31_536_000
    assert prod.SECURE_HSTS_INCLUDE_SUBDOMAINS
    names = {prod.SESSION_COOKIE_NAME, prod.CSRF_COOKIE_NAME}
    assert {name.partition("-")[0] for name in names} == {"__Host"}
    assert prod.SESSION_COOKIE_SECURE
    assert prod.CSRF_COOKIE_SECURE
    assert not prod.DEBUG
