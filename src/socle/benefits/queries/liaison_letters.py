"""The liaison form as a paper, in the reader's language; the JSON document says the same."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from socle.benefits.liaison import document_of
from socle.benefits.types import LiaisonSheet
from socle.kernel.money import Money
from socle.platform.access.queries import current_fund
from socle.platform.printing.checks import as_written, day_words, left_to_right
from socle.platform.printing.types import Letter, Listing


def liaison_letter(sheet: LiaisonSheet) -> Letter:
    """What the fund certifies of a career, for a fund of another country."""
    fund, language = current_fund().name, get_language() or "fr"
    body = _("%(fund)s certifie à toute caisse les périodes d’assurance ci-dessous, au %(on)s.")
    counted = (
        _("Ce qui compte ici : %(number)s mois.")
        if sheet.unit == "month"
        else _("Ce qui compte ici : %(number)s jours.")
    )
    rows = tuple(
        (
            left_to_right(str(each.first)),
            left_to_right(str(each.last)),
            str(each.months),
            left_to_right(Money(each.wage, sheet.currency).text(language)),
        )
        for each in sheet.periods
    )
    head = (_("Premier mois"), _("Dernier mois"), _("Mois"), _("Salaire mensuel moyen"))
    return Letter(
        language=language,
        fund=fund,
        title=_("Formulaire de liaison"),
        subtitle=f"{left_to_right(sheet.number)} · {day_words(sheet.issued_on)}",
        to=f"{as_written(sheet.person_name)} · {left_to_right(sheet.person_number)}",
        body=(
            body % {"fund": as_written(fund), "on": day_words(sheet.issued_on)},
            counted % {"number": left_to_right(str(sheet.credited))},
        ),
        listings=(Listing(_("Périodes certifiées"), head, rows),) if rows else (),
        close=(
            _("Le même formulaire en JSON porte cette empreinte :"),
            left_to_right(str(document_of(sheet)["sha256"])),
        ),
        foot=left_to_right(f"{sheet.country} {sheet.institution}"),
    )
