"""Letters to the persons whom a breach of data touched, each in their own language."""

from collections.abc import Sequence
from datetime import date

from django.utils import translation
from django.utils.translation import gettext as _

from socle.countries.clock import legal_day
from socle.platform.access.types import FundView
from socle.platform.breaches.letters import classes_said
from socle.platform.breaches.types import BreachView
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter
from socle.registry.queries.details import holder, reached_at
from socle.registry.queries.names import file_names


def breach_letters(
    *, fund: FundView, found: BreachView, numbers: Sequence[str], on: date, language: str
) -> tuple[Letter, ...]:
    """A letter for each person whom the register knows; `language` where theirs is not known."""
    names = file_names(files=[("person", each) for each in numbers])
    letters = []
    for number in numbers:
        if (name := names.get(("person", number))) is None:
            continue
        known = reached_at(holder(kind="person", number=number), on=on, known_at=None)
        address, spoken = (known[1], known[2]) if known else ("", language)
        with translation.override(spoken):
            to = f"{as_written(name)} · {left_to_right(number)}"
            to = f"{to} · {as_written(address)}" if address else to
            letters.append(_letter(fund, found, to, on, spoken))
    return tuple(letters)


def _letter(fund: FundView, found: BreachView, to: str, on: date, language: str) -> Letter:
    said = [
        _("La caisse a découvert le %(day)s que des données qui vous concernent ont été touchées.")
        % {"day": day_words(legal_day(found.found_at, fund.country))},
        _("Données touchées : %(classes)s.") % {"classes": classes_said(found)},
    ]
    if found.consequences:
        words = _("Ce qui peut arriver : %(said)s")
        said.append(words % {"said": as_written(found.consequences)})
    if found.measures:
        said.append(_("Ce que la caisse a fait : %(said)s") % {"said": as_written(found.measures)})
    return Letter(
        language=language,
        fund=as_written(fund.name),
        title=_("Vos données ont été touchées par une violation"),
        subtitle=f"{left_to_right(found.number)} · {day_words(on)}",
        to=to,
        body=tuple(said),
        listings=(),
        close=(
            _("Ne donnez à personne votre mot de passe, un code ou le numéro de votre compte."),
            _("Pour toute question, venez à une agence avec cette lettre, ou écrivez à la caisse."),
        ),
        foot=left_to_right(found.number),
    )
