"""The page that reads cards and certificates, in a browser whose network is cut."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, sync_playwright

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


def test_a_card_and_a_certificate_are_read_with_the_network_cut(
    site: Any, context: BrowserContext
) -> None:
    said: list[str] = []
    desk = signed_in(context, site)
    number, code = a_card(desk, site)
    desk.goto(f"{site.url}/persons/{number}/papers")
    desk.click("button[value=registration]")
    certificate = re.search(r"/attestations/(C-[\d-]+)\.pdf", desk.content())
    assert certificate
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
