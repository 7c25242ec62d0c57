"""XML read safely into small nodes: no document type, no entity, no depth without end.

A bank's message declares no document type: one that does is refused before anything in it is
expanded or fetched, which closes the known ways to hurt a reader of XML.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

_DEEPEST = 40


class XmlRefused(Exception):  # noqa: N818 - the parser's answer, told as a fault
    """The text is no XML that may be read."""

    def __init__(self, code: str, line: int) -> None:
        super().__init__(code)
        self.code = code
        self.line = line


@dataclass(slots=True)
class Node:
    """An element: its local name, attributes, text, children, and the line where it opens."""

    name: str
    line: int
    attributes: dict[str, str]
    text: str = ""
    children: list["Node"] = field(default_factory=list)

    def all(self, path: str) -> Iterator["Node"]:
        """The elements at a path of local names, in order."""
        here, _slash, rest = path.partition("/")
        for child in self.children:
            if child.name == here:
                if rest:
                    yield from child.all(rest)
                else:
                    yield child

    def first(self, *paths: str) -> "Node | None":
        """The first element at the first of the paths that has one."""
        for path in paths:
            for found in self.all(path):
                return found
        return None

    def said(self, *paths: str) -> str:
        """The text of the first element at the first of the paths that has one."""
        found = self.first(*paths)
        return found.text.strip() if found else ""


def read_xml(content: bytes) -> tuple[Node, str]:
    """The root element and its namespace.

    Raises:
        XmlRefused: it is not XML, it declares a document type, or it is nested too deep.
    """
    return _Reader().read(content)


class _Reader:
    def __init__(self) -> None:
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._doctype
        self._open: list[Node] = []
        self._root: Node | None = None
        self._namespace = ""

    def read(self, content: bytes) -> tuple[Node, str]:
        try:
            self._parser.Parse(content, True)  # noqa: FBT003 - expat takes it so
        except expat.ExpatError as error:
            raise XmlRefused("xml.malformed", error.lineno) from error
        except (LookupError, ValueError) as error:  # an encoding that expat does not know
            raise XmlRefused("xml.malformed", 1) from error
        if self._root is None:
            raise XmlRefused("xml.malformed", 1)
        return self._root, self._namespace

    def _doctype(self, *_said: object) -> None:
        raise XmlRefused("xml.doctype", self._parser.CurrentLineNumber)

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        line = self._parser.CurrentLineNumber
        if len(self._open) >= _DEEPEST:
            raise XmlRefused("xml.malformed", line)
        namespace, _space, local = name.rpartition(" ")
        node = Node(local, line, attributes)
        if self._open:
            self._open[-1].children.append(node)
        else:
            self._root, self._namespace = node, namespace
        self._open.append(node)

    def _end(self, _name: str) -> None:
        self._open.pop()

    def _characters(self, text: str) -> None:
        self._open[-1].text += text
