"""Words for the subjects that a country's law is filed under."""

from django.utils.translation import gettext_lazy as _

from socle.countries.registry import Country
from socle.web import errors
from socle.web.status_shapes import Words

_SUBJECTS: dict[str, Words] = {
    "base": _("Assiette des cotisations"),
    "declaration": _("Déclaration et exigibilité"),
    "dependants": _("Ayants droit"),
    "insurance_month": _("Mois d’assurance"),
    "minimum_wage": _("Salaire minimum"),
    "old_age_pension": _("Pension de vieillesse"),
    "teledeclaration_fine": _("Amende pour défaut de télédéclaration"),
}


def section_words(here: Country, code: str) -> str:
    """The name of a subject: ours, else the country's word for a branch, benefit or penalty."""
    if code in _SUBJECTS:
        return str(_SUBJECTS[code])
    for kind in ("branch", "benefit", "penalty"):
        words = here.label(kind, code, errors.language())
        if words != code:
            return words
    return code.replace("_", " ")
