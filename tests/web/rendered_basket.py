"""The pages of the basket, of the pieces and of history, made from samples."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpResponse
from tests.web import samples

from socle.kernel.errors import Fault
from socle.platform.acts import basket as baskets
from socle.platform.acts import queries as acts
from socle.platform.acts.types import BasketCounts, DraftView, Preview, QueueAge
from socle.platform.temporal import queries as temporal
from socle.platform.temporal.tables import tables_of
from socle.platform.temporal.types import Difference, Retraction, Stated, Steps
from socle.registry import queries as registry
from socle.web import asking, basket, history, pieces, proposals

NUMBER = "3140072556"
DRAFT = DraftView(
    number="B-2026-000000004",
    type="correct_civil_status",
    fields={"number": NUMBER, "family_name": "TALLA", "effective_on": "01/03/2026"},
    author="Agathe Belinga",
    opened_at=samples.NOW,
    saved_by="Carine Ndoumbe",
    saved_at=samples.NOW,
    wanting=(
        Fault("acts.piece_missing", field="piece_identity_document", facts={"piece": "Carte"}),
        Fault("acts.field_missing", field="birth_on"),
    ),
    corrects="P-2026-000011",
    evidence=samples.ACT.evidence,
)
REFUSED = replace(
    samples.PROPOSAL,
    number="P-2026-000011",
    refusal="La pièce est illisible",
    decided_by="Samuel Fouda",
    decided_at=samples.NOW,
)
FLAGS = (
    Fault("acts.flag_reused", facts={"name": "a.pdf", "act": "A-2026-1", "subject": "12"}),
    Fault("acts.flag_piece_missing", facts={"piece": "Rapport"}),
)


def _stated(name: str, since: date) -> Stated:
    values = {
        "family_name": name, "given_names": "Jean-Paul", "birth_on": date(1981, 11, 23),
        "birth_precision": "day", "sex": "male", "national_id": "10012418",
    }  # fmt: skip
    return Stated(values, since, None, samples.NOW, 12)


def _difference() -> Difference:
    (table,) = (t for t in tables_of("person") if t.table.name == "person_civil_status")
    return Difference(
        table, {}, _stated("TALA", date(2019, 1, 1)), _stated("TALLA", date(2026, 3, 1))
    )


def answers() -> list[tuple[object, str, Callable[..., object]]]:
    """What the queries of these pages answer."""
    days = (date(1981, 11, 23), date(2025, 8, 4), date(2027, 1, 1))
    instants = (samples.NOW - timedelta(days=400), samples.NOW - timedelta(days=30))
    return [
        (baskets, "counts", lambda **_: BasketCounts(2, 5, 1)),
        (baskets, "drafts", lambda **_: [DRAFT]),
        (baskets, "refused", lambda **_: [REFUSED]),
        (baskets, "ages", lambda **_: [QueueAge("hire", 3, samples.NOW, samples.NOW)]),
        (baskets, "flags", lambda **_: FLAGS),
        (baskets, "neighbours", lambda **_: ("P-2026-000011", "P-2026-000013")),
        (baskets, "next_to_validate", lambda **_: "P-2026-000013"),
        (baskets, "reused_evidence", lambda **_: FLAGS[:1]),
        (
            proposals,
            "preview",
            lambda **_: Preview({"value": "B"}, {"value": "C"}, "employer", "0448021700"),
        ),
        (acts, "acts_in_full", lambda **_: [samples.ACT]),
        (acts, "numbers_of", lambda **_: {12: "A-2026-018447"}),
        (temporal, "differences", lambda *_: [_difference()]),
        (
            temporal,
            "retractions",
            lambda *_, **__: [Retraction(_difference(), samples.NOW, 12)],
        ),
        (temporal, "steps", lambda *_: Steps(days, instants)),
        (history, "file_id", lambda *_: 7),
        (registry, "opening_act", lambda **_: 1),
        (registry, "employer_name", lambda *_: "Savonnerie du Wouri SA"),
        (pieces, "funds", lambda: [samples.FUND]),
        (asking, "funds", lambda: [samples.FUND]),
    ]


def pages(get: Callable[..., Callable[[], HttpResponse]]) -> dict[str, Callable[[], HttpResponse]]:
    """These pages by name."""
    every: Any = samples.EVERYTHING
    return {
        "basket-complete": get(basket.work_basket, "/basket?view=complete&kept=1", every),
        "basket-validate": get(basket.work_basket, "/basket?view=validate", every),
        "basket-refused": get(basket.work_basket, "/basket?view=refused", every),
        "person-history": get(
            history.history, "/persons/x/history", every, kind="person", number=NUMBER
        ),
        "person-compare": get(
            history.compare,
            "/persons/x/compare?on=01/01/2020&with_on=demain",
            every,
            kind="person",
            number=NUMBER,
        ),
        "employer-compare": get(
            history.compare,
            "/employers/x/compare?on=01/01/2020",
            every,
            kind="employer",
            number="0448021700",
        ),
        "pieces": get(pieces.pieces, "/pieces", None),
        "ask": get(asking.choose, "/ask/x", None, fund=samples.FUND.code),
        "ask-form": get(
            asking.ask, "/ask/x/survivors", None, fund=samples.FUND.code, benefit="survivors"
        ),
        "ask-follow": get(asking.follow, "/ask/x/follow", None, fund=samples.FUND.code),
    }
