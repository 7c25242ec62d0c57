"""Letters that warn before a right is suspended: which proof, until when, how it may be given.

French: avertissement avant suspension. One letter a person, in their own language; made anew from
the list each time it prints.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from django.utils import translation
from django.utils.translation import gettext as _

from socle.benefits.types.proofs import ProofKind, ProofLine
from socle.countries.registry import Country, country
from socle.platform.access.types import FundView
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing
from socle.registry.queries.details import holder, reached_at


def reminders(
    *, fund: FundView, lines: Iterable[ProofLine], on: date, language: str
) -> tuple[Letter, ...]:
    """A letter for each person whose proofs are listed; `language` where theirs is not known."""
    here = country(fund.country)
    by_person = groupby(sorted(lines, key=_whose), key=_whose)
    letters = []
    for number, theirs in by_person:
        known = reached_at(holder(kind="person", number=number), on=on, known_at=None)
        address, spoken = (known[1], known[2]) if known else ("", language)
        with translation.override(spoken):
            letters.append(_letter(fund, here, tuple(theirs), on, (address, spoken)))
    return tuple(letters)


def _whose(line: ProofLine) -> str:
    return line.person


def _letter(
    fund: FundView, here: Country, lines: Sequence[ProofLine], on: date, to: tuple[str, str]
) -> Letter:
    address, language = to
    first = lines[0]
    last = min(each.until for each in lines)
    rows = tuple(
        (
            here.label("benefit", each.benefit, language),
            " ".join(filter(None, (_proof_words(each.kind), as_written(each.child_name)))),
            day_words(each.until),
        )
        for each in lines
    )
    whose = f"{as_written(first.name)} · {left_to_right(first.person)}"
    return Letter(
        language=language,
        fund=fund.name,
        title=_("Gardez votre droit : une preuve est attendue"),
        subtitle=day_words(on),
        to=f"{whose} · {as_written(address)}" if address else whose,
        body=(
            _("La caisse n’a pas encore reçu ce qui suit. Donnez-le au plus tard le %(day)s.")
            % {"day": day_words(last)},
        ),
        listings=(
            Listing(
                _("Ce qui est attendu"), (_("Prestation"), _("Preuve"), _("Au plus tard")), rows
            ),
        ),
        close=(
            _("Sans elle, le paiement est suspendu après ce jour. Le droit n’est pas perdu."),
            _("Dès qu’elle est reçue, les mois retenus sont payés avec l’échéance suivante."),
            _(
                "Venez à toute agence, écrivez, ou demandez une visite à domicile si vous ne "
                "pouvez pas vous déplacer. À l’étranger, un consulat peut vous voir."
            ),
        ),
        foot=", ".join(left_to_right(each.award) for each in lines),
    )


def _proof_words(kind: ProofKind) -> str:
    return {
        ProofKind.LIFE: _("certificat de vie"),
        ProofKind.NON_REMARRIAGE: _("certificat de non-remariage"),
        ProofKind.NON_FUNCTION: _("attestation de non-fonction"),
        ProofKind.SCHOOLING: _("certificat de scolarité"),
    }[kind]
