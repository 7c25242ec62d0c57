"""The page of a drill: its figures, and when acts were asked and how long each took."""

import math
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from socle.sites.drill import Run

Across = Callable[[float], float]
_WIDTH, _HEIGHT, _LEFT, _BOTTOM = 920, 220, 46, 46
_BEFORE_SECONDS = 5.0
_MOST_SECONDS = 60.0
_GAP_SHOWN_SECONDS = 0.5
_WAITS = (0.1, 1, 10, 60)
_WORDS = {
    "switchover": "changement de site prévu",
    "kill_postgres": "PostgreSQL tué",
    "kill": "toutes les exécutions du site tuées",
    "dark": "site éteint, plus rien ne répond",
    "partition": "site coupé des deux autres, encore joint par les agents",
    "freeze": "base du site figée",
    "etcd_one": "un etcd tué",
    "etcd_all": "les trois etcd tués",
    "crash_all": "les trois sites tués à la fois",
    "city": "toute la ville perdue, l’autre ville promue sur décision",
}
_COLUMNS = (
    ("acknowledged", "Actes confirmés"),
    ("lost", "Perdus"),
    ("unknown", "Redemandés"),
    ("unknown_present", "dont déjà faits"),
    ("failed_requests", "Sans réponse"),
    ("longest_wait_s", "Plus longue attente, s"),
    ("read_gap_s", "Lectures interrompues, s"),
    ("rejoin_s", "Retour du site, s"),
)
_STYLE = """
:root{--ink:#1c2420;--faint:#5c6660;--line:#d6dcd8;--ground:#f6f7f5;--good:#1f6f4a;--bad:#a32020;
--mark:#8a5a00}
body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:60rem;margin:auto;padding:1.5rem 1rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .3rem}p{margin:.3rem 0}
.faint{color:var(--faint)}.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;background:#fff}
th,td{border-bottom:1px solid var(--line);padding:.35rem .6rem;text-align:end;
font-variant-numeric:tabular-nums}th:first-child{text-align:start}
svg{width:100%;height:auto;background:#fff;border:1px solid var(--line)}
svg text{font:12px system-ui,sans-serif;fill:var(--faint)}
.ack{fill:var(--good)}.none{fill:var(--bad)}.grid{stroke:var(--line)}
.at{stroke:var(--mark);stroke-dasharray:4 3}.gap{fill:var(--bad)}.read{fill:var(--good)}
@media print{body{background:#fff}section{break-inside:avoid}}
"""


def write_page(path: Path, runs: Sequence["Run"], *, at: datetime) -> None:
    """Writes the page, whole or not at all."""
    title = "Exercice des trois sites"
    words = (
        "Des agents accomplissent des actes par l’API de Socle, à travers le relais, pendant qu’un "
        "site tombe. Un point est un acte : quand il fut demandé, combien la réponse se fit "
        "attendre. La bande du bas est ce qui fut lu sans interruption."
    )
    lines = [
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width,initial-scale=1">',
        f"<title>{title}</title><style>{_STYLE}</style></head><body><main>",
        f'<h1>{title}</h1><p class="faint">{at:%d/%m/%Y %H:%M} UTC</p><p>{words}</p>',
        _table(runs),
        *(_section(each) for each in runs),
        "</main></body></html>",
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".new")
    unfinished.write_text("\n".join(lines) + "\n", "utf-8")
    unfinished.replace(path)


def _table(runs: Sequence["Run"]) -> str:
    head = "".join(f'<th scope="col">{escape(words)}</th>' for _name, words in _COLUMNS)
    rows = []
    for run in runs:
        told = run.told()
        figures = "".join(f"<td>{_figure(told[name])}</td>" for name, _words in _COLUMNS)
        rows.append(f'<tr><th scope="row">{escape(_WORDS[run.fault])}</th>{figures}</tr>')
    body = "".join(rows)
    return (
        '<div class="scroll"><table><thead><tr><th scope="col">Panne</th>'
        f"{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _section(run: "Run") -> str:
    verdict = "Promesse tenue." if run.is_good else "Promesse non tenue."
    load = f"charge de la machine {_figure(run.load)}"
    return (
        f"<section><h2>{escape(_WORDS[run.fault])}</h2>"
        f'<p>{verdict} <span class="faint">{escape(run.leaders)} ; {load}.</span></p>'
        f"{plot(run)}</section>"
    )


def plot(run: "Run") -> str:
    """A run drawn: each act at its instant and its wait, the marks of the fault, the readings."""
    since = run.began - _BEFORE_SECONDS
    until = max([run.whole, *(each.ended for each in run.acts)])
    span = max(until - since, 1.0)

    def across(instant: float) -> float:
        return _LEFT + (instant - since) / span * (_WIDTH - _LEFT - 10)

    drawn = [
        f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" '
        f'aria-label="Attente de chaque acte, {escape(_WORDS[run.fault])}">'
    ]
    for wait in _WAITS:
        y = _up(wait)
        drawn.append(
            f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - 10}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_figure(wait)} s</text>'
        )
    for instant, words in ((run.began, "panne"), (run.healed, "réparé"), (run.whole, "rétabli")):
        x = across(instant)
        drawn.append(
            f'<line class="at" x1="{x:.1f}" x2="{x:.1f}" y1="14" y2="{_HEIGHT - 16}"/>'
            f'<text x="{x:.1f}" y="11" text-anchor="middle">{words}</text>'
        )
    for each in run.acts:
        if each.began >= since:
            kind = "ack" if each.is_acknowledged else "none"
            y = _up(each.ended - each.began)
            drawn.append(
                f'<circle class="{kind}" cx="{across(each.began):.1f}" cy="{y:.1f}" r="2"/>'
            )
    drawn += _readings(run, since, across)
    drawn += [
        f'<text x="{across(run.began + second):.1f}" y="{_HEIGHT - 3}" text-anchor="middle">'
        f"{second} s</text>"
        for second in range(0, int(until - run.began) + 1, 10)
    ]
    return "".join([*drawn, "</svg>"])


def _readings(run: "Run", since: float, across: Across) -> list[str]:
    """A bar from reading to reading, red where they were too far apart."""
    reads = [each for each in sorted(run.reads) if each >= since]
    drawn, begun = [], reads[0] if reads else since
    y = _HEIGHT - 26
    for one, other in pairwise(reads):
        if other - one > _GAP_SHOWN_SECONDS:
            drawn.append(_bar("read", across(begun), across(one), y))
            drawn.append(_bar("gap", across(one), across(other), y))
            begun = other
    return [*drawn, _bar("read", across(begun), across(reads[-1]), y)] if reads else []


def _bar(kind: str, since: float, until: float, y: int) -> str:
    return f'<rect class="{kind}" x="{since:.1f}" y="{y}" width="{until - since:.1f}" height="6"/>'


def _up(wait: float) -> float:
    """Higher the longer, by powers of ten: waits are of some milliseconds or of half a minute."""
    most, least = math.log10(_MOST_SECONDS), -2.0
    part = (math.log10(min(max(wait, 0.01), _MOST_SECONDS)) - least) / (most - least)
    return _HEIGHT - _BOTTOM - part * (_HEIGHT - _BOTTOM - 24)


def _figure(value: float) -> str:
    return f"{value:g}".replace(".", ",")
