"""Setting papers by typst: text goes in as data, never as markup.

The fonts are the house's own: the machine's are not asked, so a paper is the same everywhere.
"""

import json
import re
import threading
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, cast

import segno
import typst

from socle.platform.printing.types import CardFace, Letter, Paper

_HERE = Path(__file__).parent
_CARDS_ON_A_SHEET = 8
# One pattern for all: trying all eight and keeping the best takes six times longer than the page.
_MASK = 2
_DARK = re.compile(b"\x01+")  # the dark points of a row that touch
_SVG = "http://www.w3.org/2000/svg"
_kept = threading.local()


def certificate(paper: Paper, *, drawn: str = "") -> bytes:
    """A certificate as PDF: the same paper, the same bytes. `drawn`: its QR code, if it is."""
    return _set("certificate.typ", asdict(paper) | {"qr": drawn or qr_code(paper.qr)})


def letter(said: Letter) -> bytes:
    """A letter as PDF: the same letter, the same bytes."""
    return letters((said,))


def letters(said: Sequence[Letter]) -> bytes:
    """Letters of a lot as one PDF, each from a page of its own."""
    return _set("letter.typ", {"letters": [asdict(each) for each in said]})


def cards(faces: Sequence[CardFace], *, on_sheets: bool) -> bytes:
    """Cards as PDF: each of its own size, or eight to an A4 sheet with cut marks.

    A page of fronts is followed by the page of their backs, turned over its long edge.
    """
    said = [_face(each) for each in faces]
    size = _CARDS_ON_A_SHEET if on_sheets else 1
    sheets = [said[at : at + size] for at in range(0, len(said), size)]
    return _set("cards.typ", {"sheets": sheets, "on_sheets": on_sheets})


def qr_code(text: str) -> str:
    """A QR code as SVG, a path of one colour; a seventh of it may be lost."""
    rows = segno.make_qr(text, error="m", mask=_MASK).matrix
    runs = "".join(
        f"M{run.start()} {at}h{len(run[0])}v1h-{len(run[0])}z"
        for at, row in enumerate(rows)
        for run in _DARK.finditer(row)
    )
    side = len(rows)
    return f'<svg xmlns="{_SVG}" viewBox="0 0 {side} {side}"><path d="{runs}"/></svg>'


def _face(face: CardFace) -> dict[str, Any]:
    said = asdict(face) | {"qr": qr_code(face.qr), "photo": None}
    if face.photo is not None:
        said["photo"] = {"image": list(face.photo.image), "format": face.photo.format}
    return said


def _set(template: str, said: dict[str, Any]) -> bytes:
    compiler = _compiler(template)
    given = {"said": json.dumps(said, ensure_ascii=False)}
    made, warnings = compiler.compile_with_warnings(sys_inputs=given, timestamp=0)
    if warnings:  # as of a font that is missing: better no paper than an unreadable one
        raise RuntimeError(f"{template}: {warnings[0].message}")
    return cast("bytes", made)


def _compiler(template: str) -> typst.Compiler:
    """A compiler that has read the fonts and the template; one a thread."""
    compilers: dict[str, typst.Compiler] = _kept.__dict__.setdefault("compilers", {})
    if template not in compilers:
        compilers[template] = typst.Compiler(
            input=str(_HERE / "templates" / template),
            root=str(_HERE / "templates"),
            font_paths=[str(_HERE / "fonts")],
            ignore_system_fonts=True,
        )
    return compilers[template]
