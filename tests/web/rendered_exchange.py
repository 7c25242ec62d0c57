"""The pages of exchanges and of transparency, made from samples."""

from collections.abc import Callable
from contextlib import nullcontext
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

from django.http import HttpResponse
from tests.web import samples

from socle.exchange.operations import asking
from socle.exchange.operations.asking import Learned
from socle.exchange.queries import discrepancies, inbox, journal, links, outbox
from socle.exchange.queries import exports as handed
from socle.exchange.queries import origins as behind
from socle.exchange.queries.processing import Processing, Retention
from socle.exchange.queries.unusual import Unusual
from socle.exchange.types import (
    AccessKind,
    AccessLine,
    CheckView,
    Direction,
    DiscrepancyKind,
    DiscrepancyView,
    EventState,
    EventView,
    LinkHealth,
    LinkView,
    MessageStatus,
    MessageView,
    OriginView,
    Port,
    RequestState,
    RequestView,
    Response,
    SecretsInClear,
    Signing,
    ToldKind,
    Transport,
)
from socle.platform.partners.types import AgreementView, PartnerView
from socle.web import employers, families, own_page, persons, protection
from socle.web.exchange import accesses, exports, overview, processing, sources
from socle.web.exchange import discrepancies as discrepancy_pages
from socle.web.exchange import inbox as inbox_pages
from socle.web.exchange import journal as journal_pages
from socle.web.exchange import links as link_pages
from socle.web.exchange import outbox as outbox_pages

NUMBER, EVENT, MESSAGE = "3140072556", "V-2026-000000012", "E-2026-000000044"
PARTNER, NAME = "bunec", "Bureau national de l’état civil"
DAY = date(2026, 9, 3)
AGREEMENT = AgreementView(
    PARTNER, NAME, "Décès et naissances", "Loi 2024/016, article 9", ("events:civil",), 120,
    "civil.exemple.cm", date(2026, 1, 1), date(2027, 12, 31), "A-2026-000000003",
)  # fmt: skip
LINK = LinkView(
    PARTNER, NAME, 9, 3, 4, frozenset({Port.CIVIL, Port.IDENTITY}), Transport.HTTPS,
    "https://civil.exemple.cm/dci", "crvs.exemple.cm", "https://cnps.exemple.cm", "",
    Signing.DETACHED_JWS, ({"kid": "essai", "kty": "OKP"},), "", "", False, date(2026, 1, 1),
    "A-2026-000000004",
)  # fmt: skip
PERSON = {
    "family_name": "TALLA", "given_names": "Jean", "birth_on": "1981-11-23", "sex": "male",
    "identifiers": {"NID": "CM100200300", "UIN": "U-77"},
}  # fmt: skip
NOTICE = EventView(
    12, EVENT, ToldKind.DEATH, PARTNER, NAME, "death:DRN-77", DAY, samples.NOW, MESSAGE,
    EventState.TO_DECIDE, 1, None, "exchange.identity_differs", {"candidates": [NUMBER]}, "", "",
    "", None, {"person": PERSON, "on": "2026-09-03"},
)  # fmt: skip
LINE = MessageView(
    44, MESSAGE, samples.NOW, Direction.IN, PARTNER, NAME, Transport.HTTPS, "civil.notify",
    "5a2f6f5e-0d0c-4c9d-9d53-1f3a0a7d5a10", "t-1", MessageStatus.RECEIVED, "",
    AGREEMENT.purpose, AGREEMENT.legal_basis, "person", NUMBER, "Carine Ndoumbe", "", "ab" * 32,
    1834, 200, 41, "", True, date(2031, 9, 3),
)  # fmt: skip
TO_SEND = RequestView(
    7, "M-2026-000000007", PARTNER, NAME, "civil.on-notify", samples.NOW, RequestState.GIVEN_UP, 20,
    None, "transport.away", "", "person", NUMBER,
)  # fmt: skip
READINGS = DiscrepancyView(
    3, "D-2026-000000003", DiscrepancyKind.IDENTITY, "person", NUMBER, "family_name", None, "TALLA",
    "TALA", PARTNER, NAME, MESSAGE, samples.NOW,
)  # fmt: skip
WAGE = DiscrepancyView(
    4, "D-2026-000000004", DiscrepancyKind.WAGE, "employer", "0448021700", NUMBER,
    date(2026, 5, 1), "", "24500000", "dgi", "Direction générale des impôts", MESSAGE, samples.NOW,
)  # fmt: skip
READ = AccessLine(
    samples.NOW, AccessKind.PARTNER, "Mutuelle du Wouri", "check_coverage", "done",
    "Droits aux soins des ayants droit", "Convention du 5 janvier 2026, loi 2024/017", "",
)  # fmt: skip
REVEALED = AccessLine(
    samples.NOW, AccessKind.REVEAL, "Carine Ndoumbe", "reveal_account", "done", "contrôle", "",
    "A-2026-018447",
)  # fmt: skip
HEALTH = LinkHealth(PARTNER, 3, samples.NOW + timedelta(hours=1), samples.NOW, "timeout", 2, 1, 1)


def answers() -> list[tuple[object, str, Callable[..., object]]]:
    """What the queries of these pages answer."""
    origin = OriginView("A-2026-018447", MESSAGE, NAME, samples.NOW)
    agreed = PartnerView(PARTNER, NAME, AGREEMENT, True, (), None)
    return [
        *((page, "origins", lambda **_: {}) for page in (persons, employers, families)),
        (behind, "origins", lambda **_: {"A-2026-018447": origin}),
        (
            behind,
            "checks",
            lambda **_: [
                CheckView("family_name", 96, NAME, MESSAGE, samples.NOW, False),
                CheckView("birth_on", 100, NAME, MESSAGE, samples.NOW, True),
            ],
        ),
        (links, "links", lambda **_: [LINK]),
        (links, "health", lambda **_: [HEALTH]),
        (links, "secrets_in_clear", lambda **_: SecretsInClear(1, (LINK.code,))),
        (links, "response_to", lambda **_: Response.PROPOSE),
        (
            links,
            "policies",
            lambda **_: [
                (ToldKind.DEATH, Response.PROPOSE, "A-2026-018447"),
                (ToldKind.WAGES, Response.APPLY, ""),
            ],
        ),
        (inbox, "events", lambda **_: [NOTICE]),
        (inbox, "event", lambda **_: NOTICE),
        (inbox, "event_counts", lambda: {EventState.TO_DECIDE: 1, EventState.PROPOSED: 2}),
        (inbox, "next_to_decide", lambda **_: EVENT),
        (inbox, "events_of_message", lambda **_: [NOTICE]),
        (outbox, "requests", lambda **_: [TO_SEND]),
        (outbox, "request", lambda **_: TO_SEND),
        (journal, "messages", lambda **_: [LINE]),
        (journal, "message", lambda **_: LINE),
        (journal, "answers_to", lambda **_: [LINE]),
        (journal_pages, "acts_touching", lambda **_: samples.SUMMARIES),
        (discrepancies, "discrepancies", lambda **_: [READINGS, WAGE]),
        (discrepancies, "discrepancy", lambda **_: READINGS),
        (discrepancies, "next_open", lambda **_: (READINGS.number, 2)),
        (overview, "unusual_readings", lambda **_: [Unusual(PARTNER, NAME, DAY, 160, 50)]),
        (accesses, "accesses", lambda **_: [READ, REVEALED]),
        (exports, "acts_touching", lambda **_: []),
        (exports, "funds", lambda: [samples.FUND]),
        (processing, "funds", lambda: [samples.FUND]),
        (protection, "funds", lambda: [samples.FUND]),
        (own_page, "funds", lambda: [samples.FUND]),
        (
            processing,
            "register_of_processing",
            lambda **_: [
                Processing(
                    NAME,
                    AGREEMENT.purpose,
                    AGREEMENT.legal_basis,
                    AGREEMENT.scopes,
                    (Port.CIVIL,),
                    AGREEMENT.since,
                    AGREEMENT.until,
                )
            ],
        ),
        (processing, "retention", lambda **_: Retention(60, 1826)),
        (processing, "fund_scope", _no_scope),
        (link_pages, "partner", lambda **_: agreed),
        (link_pages, "proposals", lambda **_: []),
        (handed, "content", lambda **_: {}),
        (sources, "family", lambda **_: samples_family()),
        (discrepancy_pages, "file_name", lambda *_: "TALLA FOTSO Jean-Paul"),
        (
            asking,
            "verify_identity",
            lambda **_: Learned(
                NAME,
                MESSAGE,
                PERSON,
                status="active",
                scores={"family_name": 62, "birth_on": 100},
                differing=(("family_name", "TALLA", "TALA"),),
            ),
        ),
    ]


def _no_scope(_fund: int) -> Any:

    return nullcontext()


def samples_family() -> Any:

    return SimpleNamespace(parents=(), carers=(), spouses=(), children=(), wards=())


def pages(get: Callable[..., Callable[[], HttpResponse]]) -> dict[str, Callable[[], HttpResponse]]:
    """These pages by name."""
    every: Any = samples.EVERYTHING
    admin: Any = samples.ADMINISTRATOR
    return {
        "exchange": get(overview.overview, "/exchange", every),
        "exchange-admin": get(overview.overview, "/exchange", admin),
        "exchange-inbox": get(inbox_pages.listed, "/exchange/inbox", every),
        "exchange-event": get(inbox_pages.event, "/exchange/inbox/x", every, number=EVENT),
        "exchange-outbox": get(outbox_pages.listed, "/exchange/outbox", every),
        "exchange-request": get(
            outbox_pages.request_page, "/exchange/outbox/x", every, number=TO_SEND.number
        ),
        "exchange-journal": get(journal_pages.listed, "/exchange/journal?on=x", every),
        "exchange-message": get(
            journal_pages.message, "/exchange/journal/x", every, number=MESSAGE
        ),
        "exchange-policies": get(overview.policies, "/exchange/policies", every),
        "discrepancies": get(discrepancy_pages.listed, "/exchange/discrepancies", every),
        "discrepancy": get(discrepancy_pages.discrepancy, "/x", every, number=READINGS.number),
        "partner-link": get(link_pages.link, "/partners/x/link", admin, code=PARTNER),
        "person-sources": get(sources.of_person, "/persons/x/sources", every, number=NUMBER),
        "person-accesses": get(accesses.of_person, "/persons/x/accesses", every, number=NUMBER),
        "person-export": get(exports.of_person, "/persons/x/export", every, number=NUMBER),
        "my-data": get(exports.my_data, "/my-data/x", None, fund=samples.FUND.code),
        "own-page": get(own_page.own_page, "/my-pension/x", None, fund=samples.FUND.code),
        "data-protection": get(protection.notice, "/data-protection", None),
        "processing": get(processing.register, "/processing/x", None, fund=samples.FUND.code),
    }
