"""Every page in a real browser: no accessibility fault, no sideways scroll, keys that work."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.web.test_weights import weight

pytestmark = pytest.mark.browser

CHROMIUM = Path("/usr/bin/chromium")
if not CHROMIUM.exists():
    pytest.skip("no Chromium: `apt install chromium`", allow_module_level=True)

LIGHT, DARK = "1366 light", "360 dark"
# Every page is looked at in the first two; the densest ones in the last two as well.
EVERYWHERE: dict[str, dict[str, Any]] = {
    LIGHT: {"viewport": {"width": 1366, "height": 768}, "color_scheme": "light"},
    DARK: {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"},
}
NARROW_OR_ARABIC: dict[str, dict[str, Any]] = {
    "320 light": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "1366 arabic": {"viewport": {"width": 1366, "height": 768}, "locale": "ar"},
}
DENSE = ('a[href^="/deposits/R"]', 'a[href$="/account"]', 'a[href^="/persons/"]')
MOST_BYTES = 60 * 1024
ALL_PIECES = "accounts_officer"  # whose pages show every piece of the design
PUBLIC = (
    "/",
    "/sign-in",
    "/not-a-page",
    "/verify",
    "/pieces/cnps-cm",
    "/stop/cnps-cm",
    "/ask/cnps-cm",
    "/ask/cnps-cm/survivors",
    "/ask/cnps-cm/follow",
    "/calculate",
    "/calculate/cm?month=2026-07&wage=800000&risk_group=A",
    "/calculate/cm?month=x&wage=x",
    "/calculate/cm/pension?on=01/03/2026&age_years=60&insurance_months=264&average_wage=312000",
    "/calculate/cm/penalty?amount=100000&due=15/02/2025&paid=20/08/2025",
    "/law/cm",
    "/data-protection",
    "/law/cm/changes?from=01/01/2016&to=01/01/2017",
)
# What each role opens from a link of its own pages, besides the pages named here.
BY_ROLE = {
    "accounts_officer": (
        "/desk",
        "/deposits",
        "/deposits/new",
        "/employers",
        "/search?q=a",
        "/queue",
        "/obligations",
        "/profiles",
        "/profiles/new",
        "/suspense",
        "/statements",
        "/statements/new",
        "/aged-balance",
        "/notices",
        "/events",
        "/acts/new/tax_by_own_motion",
        "/acts/new/set_recovery_rule",
        "/reassessments?month=2026-01",
    ),
    "registration_officer": (
        "/desk",
        "/acts",
        "/acts/new/register_person",
        "/acts/new/affiliate_employer",
        "/acts/new/hire",
        "/employers?after=x",
        "/basket?view=complete",
        "/basket?view=refused",
        "/registrations",
        "/change-notices",
        "/acts/new/merge_persons",
        "/cards",
        "/imports",
        "/duplicates",
        "/exchange",
        "/exchange/inbox?state=all",
        "/exchange/outbox",
        "/exchange/journal",
        "/exchange/discrepancies?all=1",
        "/exchange/policies",
    ),
    "family_officer": ("/desk", "/family-dates", "/acts/new/marry"),
    "verifier": ("/basket?view=validate",),
    "liquidator": (
        "/claims",
        "/claims?all=1",
        "/acts/new/file_claim?benefit=old_age",
        "/claims/openings",
        "/injuries?show=all",
        "/runs",
        "/campaigns",
        "/proofs",
        "/proofs/new",
    ),
    "medical_adviser": ("/medical",),
    "paymaster": ("/desk", "/lots", "/orders"),
    "authorising_officer": ("/desk", "/runs", "/lots"),
    "payments_accountant": ("/desk", "/lots", "/books"),
    "employer_clerk": (
        "/desk",
        "/deposits",
        "/deposits/new",
        "/acts",
        "/declare",
        "/obligations",
        "/profiles",
    ),
    "cashier": ("/desk", "/cashier"),
    "head_of_agency": ("/desk", "/acts", "/events"),
    "data_protection_officer": ("/desk", "/breaches", "/data-protection/keeping"),
    "administrator": (
        "/desk",
        "/users",
        "/my-account",
        "/my-account/second-step",
        "/acts/new/reset_factor",
        "/identity-providers",
        "/partners",
        "/logs",
        "/exchange",
        "/operator",
    ),
}
FOLLOWED = (
    'a[href^="/deposits/R"]',
    'a[href^="/receipts/"]',
    'a[href^="/declarations/"]',
    'main th a[href^="/employers/"]',
    'a[href$="/account"]',
    'a[href^="/persons/"]:not([href$="/career"])',
    'a[href^="/acts/A"]',
    'a[href^="/payments/"]',
    'a[href$="/quittance"]',
    'a[href^="/statements/"]:not([href$="/new"])',
    'a[href^="/cashier/"]',
    'a[href^="/notices/"]',
    'a[href^="/certificates/"]',
    'a[href^="/profiles/"]:not([href$="/new"])',
    'a[href^="/declare/"]',
    'a[href^="/queue/group"]',
    'a[href$="/changes"]',
    'a[href$="/career"]',
    'a[href^="/employers/"][href$="/payments"]',
    'a[href^="/employers/"][href$="/statement"]',
    'a[href^="/employers/"][href$="/penalties"]',
    'a[href^="/employers/"][href$="/plan"]',
    'a[href^="/employers/"][href$="/certificate"]',
    'a[href^="/users/"]',
)
PAID = (
    'main th a[href^="/runs/"]',
    'main th a[href^="/lots/"]',
    'main th a[href^="/orders/"]',
)
# Where these lead, beside or instead of all that: a page of each kind is enough.
OWN_WAYS = {
    "registration_officer": (
        *FOLLOWED,
        'main a[href*="/acts/new/"][href*="draft="]',
        'main a[href^="/persons/"][href*="/details"]',
        'main a[href^="/persons/"][href*="/history"]',
        'main a[href^="/persons/"][href*="/compare"]',
        'main a[href^="/persons/"][href$="/sources"]',
        'main a[href^="/persons/"][href$="/accesses"]',
        'main th a[href^="/exchange/inbox/"]',
        'main th a[href^="/exchange/journal/"]',
        'main th a[href^="/exchange/discrepancies/"]',
    ),
    "family_officer": ('main th a[href$="/family"]',),
    "verifier": ('main th a[href^="/proposals/"]',),
    "liquidator": (
        'main th a[href^="/claims/"]',
        'main th a[href^="/injuries/"]',
        'main a[href^="/awards/"]',
        'main th a[href^="/campaigns/"]',
        'main a[href^="/persons/"]:not([href$="/career"])',
        'main a[href$="/coverage"]',
    ),
    "paymaster": PAID,
    "authorising_officer": PAID,
    "payments_accountant": PAID,
    # What others meet already: their own pages are those named above.
    "head_of_agency": ('a[href^="/acts/A"]',),
    "cashier": ('a[href^="/cashier/"]', 'a[href$="/quittance"]'),
    "data_protection_officer": ('main th a[href^="/breaches/"]',),
}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=str(CHROMIUM))
        yield opened
        opened.close()


@pytest.fixture(params=sorted(EVERYWHERE))
def context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    opened = browser.new_context(**({"locale": "fr"} | EVERYWHERE[request.param]))
    yield opened
    opened.close()


@pytest.fixture(params=sorted(NARROW_OR_ARABIC))
def rare_context(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    opened = browser.new_context(**({"locale": "fr"} | NARROW_OR_ARABIC[request.param]))
    yield opened
    opened.close()


def sign_in(page: Page, site: Any, role: str) -> None:
    name, password = site.users[role]
    page.goto(f"{site.url}/sign-in")
    page.fill("#name", name)
    page.fill("#password", password)
    page.click("main button.main")
    page.wait_for_url("**/desk")


def faults_of(page: Page) -> list[str]:
    """What axe and the width of the page have against it."""
    found = [
        f"{page.url}: {violation['id']}: {node['html'][:120]}"
        for violation in Axe().run(page).response["violations"]
        for node in violation["nodes"][:2]
    ]
    found += _too_wide(page)
    if (light := weight(page.content())) > MOST_BYTES:
        found.append(f"{page.url}: {light} bytes for a first view")
    return found


def _too_wide_when_narrow(page: Page) -> list[str]:
    """The same, the page that is open being narrowed to a telephone's."""
    sizes = [EVERYWHERE[each]["viewport"] for each in (DARK, LIGHT)]
    page.set_viewport_size(sizes[0])
    found = _too_wide(page)
    page.set_viewport_size(sizes[1])
    return found


def _too_wide(page: Page) -> list[str]:
    """How much wider than its screen a page is, with all that it unfolds."""
    over = page.evaluate(
        "document.querySelectorAll('main details').forEach(each => { each.open = true; }),"
        "document.documentElement.scrollWidth - innerWidth"
    )
    return [f"{page.url}: {over} px too wide"] if over > 0 else []


def test_public_pages_have_no_fault(site: Any, context: BrowserContext) -> None:
    page = context.new_page()
    faults = []
    for path in PUBLIC:
        page.goto(site.url + path)
        faults += faults_of(page)
    assert faults == []


@pytest.mark.parametrize(
    ("context", "role"),
    [*((LIGHT, role) for role in sorted(BY_ROLE)), (DARK, ALL_PIECES)],
    indirect=["context"],
)
def test_the_pages_of_a_role_have_no_fault(
    site: Any, context: BrowserContext, request: pytest.FixtureRequest, role: str
) -> None:
    """On a desk's screen, then as narrow as a telephone's.

    Colours in the dark are asked of public pages and of who meets every piece of the design.
    """
    is_dark = request.node.callspec.params["context"] == DARK
    page = context.new_page()
    sign_in(page, site, role)
    faults: list[str] = []
    followed: dict[str, str] = {}
    visited: set[str] = set()
    waiting = list(BY_ROLE[role])
    while waiting:
        path = waiting.pop(0)
        visited.add(path)
        page.goto(site.url + path)
        faults += faults_of(page)
        if not is_dark:
            faults += _too_wide_when_narrow(page)
        for kind in OWN_WAYS.get(role, FOLLOWED):
            link = page.locator(kind).first
            if kind not in followed and link.count():
                followed[kind] = str(link.get_attribute("href"))
                if followed[kind] not in visited:
                    waiting.append(followed[kind])
    assert faults == []


def test_the_densest_pages_stand_a_narrow_screen_and_arabic(
    site: Any, rare_context: BrowserContext
) -> None:
    page = rare_context.new_page()
    page.goto(f"{site.url}/")
    faults = faults_of(page)
    sign_in(page, site, "accounts_officer")
    page.goto(f"{site.url}/deposits")
    followed = [page.locator(DENSE[0]).first.get_attribute("href")]
    page.goto(f"{site.url}/employers")
    page.goto(
        site.url + str(page.locator('main th a[href^="/employers/"]').first.get_attribute("href"))
    )
    followed += [page.locator(kind).first.get_attribute("href") for kind in DENSE[1:]]
    page.goto(f"{site.url}/family-dates")
    followed.append(page.locator('main th a[href$="/family"]').first.get_attribute("href"))
    for path in followed:
        page.goto(f"{site.url}{path}")
        faults += faults_of(page)
    assert faults == []


def test_the_past_of_a_file_has_no_fault(site: Any, context: BrowserContext) -> None:
    page = context.new_page()
    sign_in(page, site, "accounts_officer")
    page.goto(f"{site.url}/employers")
    address = page.locator('main th a[href^="/employers/"]').first.get_attribute("href")
    page.goto(f"{site.url}{address}")
    page.fill("#asof-on", "01/06/2025")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.locator(".past").is_visible()
    assert faults_of(page) == []


def test_keys_lead_where_they_say(site: Any, browser: Browser) -> None:
    context = browser.new_context(locale="fr")
    page = context.new_page()
    sign_in(page, site, "accounts_officer")
    page.keyboard.press("F2")
    assert page.evaluate("document.activeElement.id") == "q"
    page.keyboard.press("F1")
    assert page.locator("details.keys").get_attribute("open") is not None
    page.keyboard.press("Escape")
    assert page.locator("details.keys").get_attribute("open") is None
    context.close()


def test_a_locked_page_keeps_what_was_typed(site: Any, browser: Browser) -> None:
    context = browser.new_context(locale="fr")
    page = context.new_page()
    sign_in(page, site, "administrator")
    page.goto(f"{site.url}/users")
    page.fill("#name", "Agathe Belinga")
    page.keyboard.press("F10")
    page.wait_for_selector("dialog[data-locked][open]")
    assert not page.is_visible("#name")
    page.keyboard.press("Escape")
    other = context.new_page()
    other.goto(f"{site.url}/users")
    assert other.locator("h1").inner_text() == "Session verrouillée"
    page.fill("#locked-proof", "pas lui")
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-wrong]:visible")
    page.fill("#locked-proof", site.users["administrator"][1])
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[data-locked]", state="hidden")
    assert page.input_value("#name") == "Agathe Belinga"
    other.goto(f"{site.url}/users")
    assert other.locator("h1").inner_text() == "Personnes de la caisse"
    context.close()


def test_a_passkey_of_a_browser_opens_the_desk_and_a_locked_session(
    site: Any, browser: Browser
) -> None:
    """By a device that the browser itself plays, for an account made for this."""
    here, password = site.url.replace("127.0.0.1", "localhost"), "une cle pour entrer"
    context = browser.new_context(locale="fr")
    page = context.new_page()
    sign_in(page, site, "administrator")
    page.goto(f"{site.url}/users")
    page.fill("#name", "Essai des clés")
    page.fill("#login", "essai.cles")
    page.select_option("#role", "cashier")
    page.click("main form button.main")
    given = page.locator(".once").inner_text()
    context.clear_cookies()
    key = context.new_cdp_session(page)
    key.send("WebAuthn.enable")
    plays = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True}
    plays |= {"hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}
    key.send("WebAuthn.addVirtualAuthenticator", {"options": plays})

    def password_given(said: str) -> None:
        page.goto(f"{here}/sign-in")
        page.fill("#name", "essai.cles")
        page.fill("#password", said)
        page.click("main button.main")

    password_given(given)
    for field, said in {"old": given, "new": password, "again": password}.items():
        page.fill(f"#{field}", said)
    page.click("main button.main")
    page.goto(f"{here}/my-account/second-step")
    page.click("button[value=passkey]")
    page.fill("#name", "navigateur")
    page.click("[data-passkey]")
    page.wait_for_selector("text=Codes pour entrer dans Socle")
    context.clear_cookies()
    password_given(password)
    page.click("[data-passkey]")
    page.wait_for_url("**/desk")
    page.keyboard.press("F10")
    page.wait_for_selector("dialog[data-locked][open]")
    page.goto(f"{here}/my-account")
    assert page.locator("h1").inner_text() == "Session verrouillée"
    with page.expect_navigation():
        page.click("[data-passkey]")
    assert page.locator("h1").inner_text() == "Mon compte"
    context.close()


def test_nothing_is_refused_by_the_security_policy(site: Any, browser: Browser) -> None:
    context = browser.new_context(locale="fr")
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    sign_in(page, site, "employer_clerk")
    page.goto(f"{site.url}/deposits/new")
    assert said == []
    context.close()


def test_the_pages_work_without_script(site: Any, browser: Browser) -> None:
    context = browser.new_context(locale="fr", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "employer_clerk")
    page.goto(f"{site.url}/deposits/new")
    page.fill("#deposited_on", "")
    page.set_input_files("#file", {"name": "vide.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.locator("#deposited_on").evaluate("each => each.removeAttribute('required')")
    page.click("main button.main")
    assert page.locator(".msg.bad a[href='#deposited_on']").count() == 1
    context.close()
