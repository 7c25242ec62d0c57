"""The documents that acts ask for: one list, its words, its control at entry."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from tests import factories
from tests.platform.acts.papers import paper, proved

from socle.countries.registry import country
from socle.platform.access.types import FundView
from socle.platform.acts import pieces
from socle.platform.acts.catalogue import act_type, catalogue
from socle.platform.acts.errors import Invalid
from socle.platform.acts.pieces import EVERYWHERE, LANGUAGES, read_lists

FILES = sorted((Path(__file__).parents[3] / "src" / "socle").rglob("*pieces.yaml"))
PERSON = factories.CM_PERSON
CORRECTED = {"number": PERSON, "family_name": "ALAOUI", "national_id": "100200300"}


@pytest.fixture
def place(db: None) -> factories.Agency:
    place = factories.agency("CM")
    factories.employer(place)
    factories.person(place)
    return place


def lists() -> Iterator[tuple[str, str, tuple[pieces.Piece, ...]]]:
    """Every list of the house, whichever module has it."""
    for path in FILES:
        for code, places in read_lists(path).items():
            for where, listed in places.items():
                yield code, where, listed


@pytest.mark.usefixtures("db")
def test_each_list_is_of_an_act_and_its_conditions_are_of_its_fields() -> None:
    known = {each.code: each for each in catalogue()}
    for code, where, listed in lists():
        fund = _fund("CM" if where == EVERYWHERE else where.partition("/")[0])
        # A list of a benefit is asked by the act that files a claim for it.
        asked_by = known.get(code) or known["file_claim"]
        fields = {field.name for field in asked_by.fields(fund)}
        for piece in listed:
            if piece.when is not None:
                assert piece.when.field in fields, (code, piece.code)  # type: ignore[attr-defined]
                assert piece.asked_if


def test_each_list_says_where_it_was_read_or_that_it_is_a_convention() -> None:
    for code, where, listed in lists():
        for piece in listed:
            assert piece.status in pieces.STATUSES
            assert bool(piece.source) == (piece.status != "convention"), (code, where)
            if piece.source and " " not in piece.source:
                sources = country(where.partition("/")[0]).parameters.sources
                assert piece.source in sources, piece.source


def test_each_piece_has_its_words_in_each_language() -> None:
    import yaml

    for path in FILES:
        words = yaml.safe_load(path.read_text("utf-8"))["words"]
        for code, said in words.items():
            assert set(said) == set(LANGUAGES), code
            assert all(said.values()), code


def test_the_nearest_list_wins(db: None) -> None:
    kind = act_type("register_person")
    cm, ma = (kind.pieces(_fund(each)) for each in ("CM", "MA"))
    assert "birth_certificate" in {each.code for each in cm}
    assert "identity_photo" in {each.code for each in ma}


def test_a_piece_that_is_required_is_asked_where_the_fields_say_so(
    place: factories.Agency,
) -> None:
    by = place.registration
    with pytest.raises(Invalid) as told:
        proved(by, "correct_civil_status", paper(by), **CORRECTED)
    (fault,) = told.value.faults
    assert (fault.code, fault.field) == ("acts.piece_missing", "piece_identity_document")
    assert fault.facts["piece"] == "Pièce d’identité"
    without = {name: CORRECTED[name] for name in ("number", "family_name")}
    assert proved(by, "correct_civil_status", **without).status == "to_validate"
    kept = paper(by, "identity_document", content=b"%PDF-1.4 la sienne")
    assert proved(by, "correct_civil_status", kept, **CORRECTED).status == "to_validate"


def test_a_piece_serves_until_its_last_day(place: factories.Agency) -> None:
    by = place.registration
    past = paper(by, "identity_document", expires_on=date(2026, 11, 21))
    with pytest.raises(Invalid) as told:
        proved(by, "correct_civil_status", past, **CORRECTED)
    (fault,) = told.value.faults
    assert (fault.code, fault.facts["last_day"]) == ("acts.piece_expired", "21/11/2026")
    today = paper(by, "identity_document", expires_on=date(2026, 11, 22))
    assert proved(by, "correct_civil_status", past, today, **CORRECTED).status == "to_validate"


def test_the_same_file_under_another_kind_is_another_document(place: factories.Agency) -> None:
    by = place.registration
    one, again = (paper(by, "identity_document") for _ in range(2))
    assert one == again
    assert paper(by, "birth_certificate") != one


def _fund(code: str) -> FundView:
    scheme = {"CM": "cnps", "MA": "cnss"}[code]
    return FundView(1, "caisse", "Caisse", code, scheme, "XAF", is_demo=False)
