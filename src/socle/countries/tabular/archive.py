"""Whether a workbook may be opened at all: its archive and its parts, before anything reads them.

A workbook is a zip of XML parts. It is refused where the zip is made to swell, to hide or to
overlap, where it brings programs, links to other files or another document, and where a part
declares a document type, nests without end, or holds a text longer than a cell can be.
What is read here is counted as it is expanded: what the archive says of itself is not believed.
"""

import posixpath
import zipfile
import zlib
from typing import BinaryIO
from xml.parsers import expat

from socle.countries.tabular.rows import BrokenFile

MOST_BYTES = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_EXPANDED = 512 * 1024 * 1024
MOST_RATIO = 300
_RATIO_FROM = 1024 * 1024  # a small part may be as empty as it likes
_MOST_OTHER = 4 * 1024 * 1024  # styles, workbook, relations: read as trees
_MOST_STRINGS = 96 * 1024 * 1024
_MOST_DEPTH = 40
_MOST_TEXT = 40_000  # a cell holds at most 32,767 characters
_LOCAL_HEADER = 30
_OLD = b"\xd0\xcf\x11\xe0"
NEEDED = ("[Content_Types].xml", "xl/workbook.xml")
STRINGS, SHEETS = "xl/sharedstrings.xml", "xl/worksheets/"
# What a part's name may not hold, and why.
_REFUSED = (
    ("vbaproject", "workbook_macros"),
    ("xl/macrosheets/", "workbook_macros"),
    ("xl/activex/", "workbook_macros"),
    ("xl/ctrlprops/", "workbook_macros"),
    ("xl/workbook.bin", "workbook_binary"),
    ("xl/externallinks/", "workbook_links"),
    ("xl/connections.xml", "workbook_links"),
    ("xl/querytables/", "workbook_links"),
    ("xl/embeddings/", "workbook_embedded"),
)
_PIECE = 64 * 1024


def checked(stream: BinaryIO) -> zipfile.ZipFile:
    """The archive of a workbook whose every part was looked through; `stream` can seek.

    Raises:
        BrokenFile: it is no workbook, or not a safe one.
    """
    if stream.read(4) == _OLD:
        raise BrokenFile("workbook_old")
    try:
        archive = zipfile.ZipFile(stream)
        _check_parts(archive)
        for part in archive.infolist():
            _look_through(archive, part)
    except BROKEN_ZIP as error:
        raise BrokenFile("workbook_damaged") from error
    return archive


# What Python's zip says of an archive that is cut, changed, encrypted, or packed in another way.
BROKEN_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    KeyError,
    OSError,
    expat.ExpatError,
)


def _check_parts(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = [part.filename.casefold() for part in parts]
    if len(parts) > MOST_PARTS:
        raise BrokenFile("workbook_parts", most=MOST_PARTS)
    if "mimetype" in names and "content.xml" in names:
        raise BrokenFile("workbook_opendocument")
    for name in names:
        for held, code in _REFUSED:
            if held in name:
                raise BrokenFile(code, read=name)
    if len(set(names)) < len(names) or any(map(_leads_out, names)):
        raise BrokenFile("workbook_damaged")
    if not all(name.casefold() in names for name in NEEDED):
        raise BrokenFile("workbook_none")
    _check_sizes(parts)


def _leads_out(name: str) -> bool:
    """Whether a part's name leads out of the archive."""
    return name.startswith(("/", "\\")) or ".." in posixpath.normpath(name.replace("\\", "/"))


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if sum(part.file_size for part in parts) > MOST_EXPANDED:
        raise BrokenFile("workbook_swells", most_mb=MOST_EXPANDED // 1024 // 1024)
    end = 0
    for part in sorted(parts, key=lambda each: each.header_offset):
        if part.flag_bits & 1:
            raise BrokenFile("workbook_encrypted")
        if part.header_offset < end:
            raise BrokenFile("workbook_swells", most_mb=MOST_EXPANDED // 1024 // 1024)
        end = part.header_offset + _LOCAL_HEADER + len(part.filename) + part.compress_size
        if part.file_size > max(_RATIO_FROM, MOST_RATIO * part.compress_size):
            raise BrokenFile("workbook_swells", most_mb=MOST_EXPANDED // 1024 // 1024)
        if part.file_size > _most(part.filename.casefold()):
            raise BrokenFile("workbook_swells", most_mb=_most(part.filename.casefold()) >> 20)


def _most(name: str) -> int:
    if name.startswith((SHEETS, "xl/media/", "xl/drawings/")):
        return MOST_EXPANDED
    return _MOST_STRINGS if name == STRINGS else _MOST_OTHER


def _look_through(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    name = part.filename.casefold()
    with archive.open(part) as held:
        head = held.read(4)
        if head.startswith((b"PK\x03\x04", _OLD)):
            raise BrokenFile("workbook_embedded", read=part.filename)
        if not name.endswith((".xml", ".rels")):
            return
        parser = _Look(part.filename, is_relations=name.endswith(".rels"))
        parser.feed(head)
        while piece := held.read(_PIECE):
            parser.feed(piece)
        parser.close()


class _Look:
    """One XML part read to its end, for what a workbook has no need of."""

    def __init__(self, name: str, *, is_relations: bool) -> None:
        self._name = name
        self._depth = 0
        self._text = 0
        self._is_types = name == NEEDED[0]
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._parser.EntityDeclHandler = self._doctype
        self._parser.StartElementHandler = self._relation if is_relations else self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.buffer_text = False

    def feed(self, piece: bytes) -> None:
        self._parser.Parse(piece, False)  # noqa: FBT003 - the parser's own signature

    def close(self) -> None:
        self._parser.Parse(b"", True)  # noqa: FBT003

    def _doctype(self, *_declared: object) -> None:
        raise BrokenFile("workbook_entities", read=self._name)

    def _start(self, _name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._text = 0
        if self._depth > _MOST_DEPTH:
            raise BrokenFile("workbook_damaged", read=self._name)
        if self._is_types and "macroenabled" in attributes.get("ContentType", "").casefold():
            raise BrokenFile("workbook_macros")

    def _relation(self, name: str, attributes: dict[str, str]) -> None:
        """Links in cells are harmless texts; any other relation to outside is refused."""
        self._start(name, attributes)
        is_outside = attributes.get("TargetMode", "").casefold() == "external"
        if is_outside and not attributes.get("Type", "").endswith("/hyperlink"):
            raise BrokenFile("workbook_links", read=attributes.get("Target", ""))

    def _end(self, _name: str) -> None:
        self._depth -= 1

    def _characters(self, text: str) -> None:
        self._text += len(text)
        if self._text > _MOST_TEXT:
            raise BrokenFile("workbook_damaged", read=self._name)
