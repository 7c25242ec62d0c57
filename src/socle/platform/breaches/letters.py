"""The letter that tells the authority of a breach (notification à l'autorité)."""

from datetime import datetime

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext as _

from socle.countries.clock import zone
from socle.platform.access.types import FundView
from socle.platform.breaches.types import BreachView
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing
from socle.platform.protection.words import CLASSES


def authority_letter(*, fund: FundView, found: BreachView, at: datetime) -> Letter:
    """What the authority is told of a breach as it is known, in the language that is active."""
    here = zone(fund.country)
    rows = [
        (_("Découverte"), _instant(found.found_at.astimezone(here))),
        (_("Découverte par"), as_written(found.found_by)),
        (_("Ce qui s’est passé"), as_written(found.what)),
        (_("Catégories de données touchées"), classes_said(found)),
        (_("Nombre de personnes, environ"), _persons(found)),
        (_("Conséquences probables"), _or_unknown(found.consequences)),
        (_("Mesures prises ou prévues"), _or_unknown(found.measures)),
    ]
    return Letter(
        language=get_language() or "fr",
        fund=as_written(fund.name),
        title=_("Notification d’une violation de données personnelles"),
        subtitle=f"{left_to_right(found.number)} · {day_words(at.astimezone(here).date())}",
        to=_("À l’autorité de protection des données"),
        body=(
            _("La caisse vous notifie la violation décrite ci-dessous, telle qu’elle la connaît."),
        ),
        listings=(Listing(_("La violation"), (_("Donnée"), _("Valeur")), tuple(rows)),),
        close=(
            _("Ce qui sera appris ensuite vous sera communiqué sous le même numéro."),
            _("Signature et cachet de la caisse :"),
        ),
        foot=left_to_right(found.number),
    )


def classes_said(found: BreachView) -> str:
    """The classes of data that a breach touched, in words."""
    return ", ".join(str(CLASSES[each]) for each in found.classes)


def _persons(found: BreachView) -> str:
    return _or_unknown("" if found.persons is None else left_to_right(str(found.persons)))


def _or_unknown(said: str) -> str:
    return as_written(said) if said else gettext("pas encore connu")


def _instant(at: datetime) -> str:
    return left_to_right(f"{at:%d/%m/%Y %H:%M}")
