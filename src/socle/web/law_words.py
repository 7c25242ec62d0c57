"""Words for the subjects of a country's law, and for its values that are no figure."""

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
    "old_age_allowance": _("Allocation de vieillesse"),
    "survivors_allowance": _("Allocation de survivants"),
    "unemployment_allowance": _("Indemnité pour perte d’emploi"),
    "death": _("Décès"),
    "workers_protection": _("Protection sociale des travailleurs"),
}
# Rules that a parameter names instead of a figure.
_RULES: dict[str, Words] = {
    "none": _("rien"),
    "minimum_wage": _("le salaire minimum"),
    "not_moved": _("n’est pas déplacée"),
    "next_working_day": _("au premier jour ouvrable"),
    "by_headcount": _("selon l’effectif"),
    "last_declared": _("la dernière déclaration"),
    "father": _("le père"),
    "custody": _("le parent qui a la garde"),
    "by_judgment": _("par jugement"),
    "as_old_age": _("comme la pension de vieillesse"),
    "accrued": _("selon la durée d’assurance"),
    "accrued_or_flat": _("selon la durée d’assurance, ou forfaitaire"),
}
# For whom a value is, where no input of a form chooses it.
_FOR: dict[str, Words] = {
    "least": _("au moins"),
    "most": _("au plus"),
    "alone": _("enfant sans autre qualité"),
    "apprentice": _("en apprentissage"),
    "student": _("aux études"),
    "disabled": _("en situation de handicap"),
    "weekly_40h": _("40 heures par semaine"),
    "weekly_48h": _("48 heures par semaine"),
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


def rule_words(here: Country, name: str, code: str) -> str:
    """A value that names a rule: the country's word for it under that parameter, else ours."""
    words = here.label(name.rpartition(".")[2], code, errors.language())
    return words if words != code else str(_RULES.get(code, code))


def selector_words(here: Country, selector: str) -> str:
    """For whom a value is, in the words of the input that chooses it."""
    schemes = here.schemes.values()
    asked = [each for scheme in schemes for each in scheme.inputs]
    asked += [each for scheme in schemes for one in scheme.benefits.values() for each in one.inputs]
    chosen_by = next((each.name for each in asked if selector in each.allowed), "")
    if chosen_by:
        return here.label(chosen_by, selector, errors.language())
    return str(_FOR.get(selector, selector))
