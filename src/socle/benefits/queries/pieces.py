"""Which documents a benefit asks for in a fund: one list, for the counter and for everybody."""

from pathlib import Path

from socle.platform.access.types import FundView
from socle.platform.acts.pieces import Piece, pieces_from, read_lists

_FILE = Path(__file__).parents[1] / "pieces.yaml"
_OTHER = "other"


def pieces_of(fund: FundView, benefit: str) -> tuple[Piece, ...]:
    """The pieces of a claim; a benefit without a list of its own asks what all of them ask."""
    code = benefit if benefit in read_lists(_FILE) else _OTHER
    return pieces_from(_FILE)(code)(fund)


def missing_of(fund: FundView, benefit: str, here: set[str]) -> list[str]:
    """The codes of the required pieces that are wanting."""
    return [
        each.code for each in pieces_of(fund, benefit) if each.is_required and each.code not in here
    ]


def injury_pieces(fund: FundView) -> tuple[Piece, ...]:
    """The papers of an injury: its medical certificate, which only the adviser opens."""
    return pieces_from(_FILE)("injury")(fund)
