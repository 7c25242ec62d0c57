"""The page that reads cards and certificates, in a browser whose network is cut."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright
from tests.web.qr_codes import printed

from socle.platform.signing import base45

pytestmark = [pytest.mark.slow, pytest.mark.browser]
CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("no Chromium: `apt install chromium`", allow_module_level=True)


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield opened.new_context(locale="fr")
        opened.close()


def signed_in(context: BrowserContext, site: Any) -> Page:
    page = context.new_page()
    name, password = site.users["registration_officer"]
    page.goto(f"{site.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("main button.main")
    page.wait_for_url("**/desk")
    return page


def a_card(page: Page, site: Any) -> tuple[str, str]:
    """A living person's number, and what the code of their new card holds."""
    page.goto(f"{site.url}/employers/{site.shown['funds'][0]['example_employer']}")
    listed = [each.get_attribute("href") for each in page.locator("#salaries tbody a").all()]
    for path in listed:
        number = str(path).split("/")[2].split("?")[0]
        page.goto(f"{site.url}/acts/new/issue_card?subject={number}")
        page.click("main button.main")
        if "/acts/A-" in page.url:
            found = page.request.get(f"{site.url}/api/v1/persons/{number}/cards").json()
            read = page.request.get(f"{site.url}/api/v1/cards/{found[0]['number']}/code").json()
            return number, read["code"]
    raise AssertionError("nobody here can be given a card")


def read(page: Page, text: str) -> tuple[str, str]:
    """What the page says of a text, and what it thinks of it."""
    page.evaluate("document.getElementById('read').textContent = ''")
    page.fill("#code", text)
    page.click("#typed button")
    page.wait_for_selector("#read .msg")
    shown = page.locator("#read")
    return str(shown.get_attribute("data-result")), shown.inner_text()


def opened(page: Page, site: Any) -> None:
    page.goto(f"{site.url}/verify/offline")
    page.wait_for_selector("#reader[data-ready]")
    page.wait_for_selector("#kept:not([hidden])")


def test_a_card_is_read_with_the_network_cut(site: Any, context: BrowserContext) -> None:
    said: list[str] = []
    desk = signed_in(context, site)
    number, code = a_card(desk, site)
    desk.goto(f"{site.url}/persons/{number}/papers")
    sheet = desk.locator('a[href*="/cards/print?card="]').first.get_attribute("href")
    assert code == printed(desk.request.get(f"{site.url}{sheet}").body())
    page = context.new_page()
    page.on("console", lambda each: said.append(each.text))
    opened(page, site)
    context.set_offline(True)
    page.goto(f"{site.url}/verify/offline")  # from what the browser keeps alone
    page.wait_for_selector("#reader[data-ready]")
    assert read(page, code)[0] == "good"
    assert number in read(page, code)[1]
    forged = bytearray(base45.decode(code))
    forged[-1] ^= 1
    assert read(page, base45.encode(bytes(forged)))[0] == "bad"
    assert read(page, "n’importe quoi")[0] == "bad"
    # Any camera opens the address of a code: what follows `#` is read here, without network.
    token = urlsafe_b64encode(base45.decode(code)).decode().rstrip("=")
    page.goto(f"{site.url}/verify/ABCD#{token}")
    page.wait_for_selector("#read[data-result=good]")
    assert [each for each in said if "Content Security Policy" in each] == []

    context.set_offline(False)
    desk.goto(f"{site.url}/acts/new/report_card?subject={number}&loss=stolen")
    desk.click("main button.main")
    assert "/acts/A-" in desk.url
    # The list that is kept is dated: who has not fetched it since still believes the card.
    opened(page, site)
    context.set_offline(True)
    page.goto(f"{site.url}/verify/offline")
    page.wait_for_selector("#reader[data-ready]")
    result, words = read(page, code)
    assert (result, "révoquée" in words) == ("bad", True)


# What the desk gives to whom, and what its code says of them.
PAPERS = (
    ("registration", "persons", "Attestation d’immatriculation"),
    ("family_situation", "persons", "Attestation de situation de famille"),
    ("affiliation", "employers", "Attestation d’affiliation"),
)


def a_certificate(page: Page, site: Any, kind: str, path: str) -> tuple[str, str]:
    """A certificate that a desk gives: its number, and what its printed code holds."""
    page.goto(f"{site.url}{path}")
    page.click(f"button[value={kind}]")
    given = re.search(r"/attestations/(C-[\d-]+)\.pdf", page.content())
    assert given
    answer = page.request.get(f"{site.url}{given[0]}")
    assert answer.status == 200
    return given[1], printed(answer.body())


def test_the_printed_code_of_each_certificate_is_read_with_the_network_cut(
    site: Any, context: BrowserContext
) -> None:
    desk = signed_in(context, site)
    employer = site.shown["funds"][0]["example_employer"]
    desk.goto(f"{site.url}/employers/{employer}")
    listed = desk.locator("#salaries tbody a").first.get_attribute("href")
    person = str(listed).split("/")[2].split("?")[0]
    holders = {"persons": person, "employers": employer}
    given = {
        title: a_certificate(desk, site, kind, f"/{files}/{holders[files]}/papers")
        for kind, files, title in PAPERS
    }
    page = context.new_page()
    opened(page, site)
    context.set_offline(True)
    for title, (number, code) in given.items():
        # As a telephone's camera opens it, then as it is pasted.
        page.goto(code)
        page.wait_for_selector("#read[data-result=good]")
        shown = page.locator("#read").inner_text()
        assert "Attestation signée par la caisse" in shown
        assert title in shown
        assert number in shown
        assert read(page, code) == ("good", shown)
        address, _, signed = code.partition("#")
        middle = len(signed) // 2
        other = "A" if signed[middle] != "A" else "B"
        forged = f"{address}#{signed[:middle]}{other}{signed[middle + 1 :]}"
        assert read(page, forged)[0] == "bad"
        assert read(page, address)[0] == "bad"
