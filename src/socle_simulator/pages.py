"""The page of a registry, for a person: what it knows, what may happen in it, what goes wrong.

French, one file of HTML, no script. Only a form of the page itself is taken: a call from a page of
another place, or under another name of this machine, is refused.
"""

import html
from collections.abc import Sequence
from dataclasses import dataclass, field
from email.message import Message
from urllib.parse import parse_qs

MOST_ROWS = 200
CSP = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'"
_STYLE = """
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:70rem;padding:1rem;color:#1c1c1c}
.note{background:#fff3cd;border:1px solid #b58900;padding:.5rem 1rem}
.said{background:#e6f4ea;border:1px solid #2e7d32;padding:.5rem 1rem}
table{border-collapse:collapse;width:100%}
th,td{border-bottom:1px solid #ddd;padding:.3rem .6rem;text-align:start}
form{display:flex;flex-wrap:wrap;gap:.6rem 1rem;align-items:end;margin:0}
fieldset{border:1px solid #ccc;margin:0 0 1rem;padding:.6rem 1rem}
legend{font-weight:600}label{display:grid;font-size:.9rem}
input,select,button{font:inherit;padding:.35rem .5rem}
"""


@dataclass(frozen=True)
class Entry:
    """What a form asks: a choice among values with their words, a day, a number or a text."""

    name: str
    label: str
    kind: str = "text"
    choices: Sequence[tuple[str, str]] = ()
    value: str = ""
    is_required: bool = True


@dataclass(frozen=True)
class Form:
    """Something that may be had to happen."""

    name: str
    title: str
    button: str
    entries: Sequence[Entry] = ()


@dataclass(frozen=True)
class Table:
    title: str
    headings: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass
class Page:
    """What a registry shows; `said` is what came of the last form."""

    title: str
    tables: Sequence[Table]
    forms: Sequence[Form]
    said: str = ""
    more: Sequence[Form] = field(default_factory=tuple)


def written(page: Page) -> bytes:
    """The page in HTML."""
    title = html.escape(page.title)
    said = f'<p class="said" role="status">{html.escape(page.said)}</p>' if page.said else ""
    parts = [
        f"<!doctype html><html lang=fr><head><meta charset=utf-8><title>{title}</title>"
        f"<meta name=viewport content='width=device-width'><style>{_STYLE}</style></head><body>",
        f"<h1>{title}</h1>",
        '<p class="note">Registre simulé : les personnes et les entreprises sont inventées.</p>',
        said,
        "<h2>Faire arriver</h2>" if page.forms else "",
        *(_form(each) for each in page.forms),
        *(_table(each) for each in page.tables),
        "<h2>Provoquer une panne</h2>",
        *(_form(each) for each in page.more),
        "</body></html>",
    ]
    return "".join(parts).encode()


def posted(body: bytes) -> dict[str, str]:
    """What a form says."""
    said = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[-1].strip() for name, values in said.items()}


def is_of_this_page(headers: Message, port: int) -> bool:
    """Whether a form was sent by our own page, under a name of this machine.

    A browser names the origin of what it posts; a page elsewhere, or one that had its own name
    point here, is told apart by it.
    """
    host, origin = headers.get("Host", ""), headers.get("Origin", "")
    own = {f"{name}:{port}" for name in ("127.0.0.1", "localhost")}
    is_own_site = headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}
    return host in own and origin in {"", f"http://{host}"} and is_own_site


def _form(form: Form) -> str:
    fields = "".join(_entry(each, form.name) for each in form.entries)
    return (
        f"<fieldset><legend>{html.escape(form.title)}</legend>"
        f'<form method="post" action="/"><input type="hidden" name="form" value="{form.name}">'
        f"{fields}<button>{html.escape(form.button)}</button></form></fieldset>"
    )


def _entry(entry: Entry, form: str) -> str:
    label, value = html.escape(entry.label), html.escape(entry.value, quote=True)
    required = " required" if entry.is_required else ""
    if entry.kind == "choice":
        options = "".join(
            f'<option value="{html.escape(one, quote=True)}">{html.escape(words)}</option>'
            for one, words in entry.choices
        )
        return f'<label>{label}<select name="{entry.name}"{required}>{options}</select></label>'
    return (
        f'<label>{label}<input type="{entry.kind}" name="{entry.name}" value="{value}"'
        f'{required} id="{form}-{entry.name}"></label>'
    )


def _table(table: Table) -> str:
    heads = "".join(f"<th scope=col>{html.escape(each)}</th>" for each in table.headings)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(each)}</td>" for each in row) + "</tr>"
        for row in table.rows[:MOST_ROWS]
    )
    return f"<h2>{html.escape(table.title)}</h2><table><tr>{heads}</tr>{rows}</table>"
