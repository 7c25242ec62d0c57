"""The words of recovery: states of plans, ages of debts, letters, steps of a surcharge."""

from datetime import date

from django import template
from django.template.context import Context
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from socle.countries import registry
from socle.rules.trace import Step
from socle.web.labels import CHOICES
from socle.web.templatetags.socle import day

register = template.Library()
Words = str | Promise

_WORDS: dict[str, dict[str, Words]] = {
    "plan_state": {
        "in_force": _("Échéancier respecté"),
        "late": _("Versement en retard"),
        "broken": _("Échéancier rompu"),
        "completed": _("Échéancier achevé"),
    },
    "plan_shape": {"in_force": "run", "late": "watch", "broken": "off", "completed": "on"},
    "bucket": {
        "not_due": _("Non échu"),
        "to_3": _("Jusqu’à 3 mois"),
        "to_6": _("3 à 6 mois"),
        "to_12": _("6 à 12 mois"),
        "beyond": _("Plus de 12 mois"),
    },
    "reason": {
        "undeclared": _("des mois échus ne sont pas déclarés"),
        "unpaid": _("des mois échus restent impayés"),
        "broken_plan": _("un échéancier est rompu"),
        "employer_unknown": _("la caisse ne connaît pas ce numéro"),
        "file_to_read": _("un fichier déposé n’est pas encore lu"),
        "money_to_allocate": _("de l’argent reçu n’est pas encore affecté"),
        "law_unknown": _("le texte de loi qui décide n’a pas été lu"),
    },
    "check_answer": {
        "in_order": _("En règle"),
        "not_in_order": _("Pas en règle"),
        "unknown": _("La caisse ne pouvait le dire"),
    },
    "check_shape": {"in_order": "on", "not_in_order": "off", "unknown": "watch"},
    "cure": {
        "undeclared": _("Déposez la déclaration de chacun de ces mois, même sans salarié."),
        "unpaid": _("Payez ces mois, ou demandez un échéancier à votre agence."),
        "broken_plan": _("Payez les versements en retard, ou demandez un nouvel échéancier."),
    },
    "notice_step": {"reminder": _("Rappel"), "formal_notice": _("Mise en demeure")},
    "notice_about": {
        "declaration": _("déclaration manquante"),
        "payment": _("mois impayé"),
    },
    "run_state": {
        "waiting": _("En attente de préparation"),
        "preparing": _("En préparation"),
        "sent": _("Envoyées"),
        "refused": _("Rien n’est envoyé"),
    },
    "run_shape": {"waiting": "todo", "preparing": "run", "sent": "on", "refused": "off"},
    "scope": CHOICES,
    "rule": CHOICES,
}


@register.filter
def recovery(code: str, table: str) -> str:
    """The words of a code of recovery."""
    return str(_WORDS[table][str(code)])


@register.simple_tag(takes_context=True)
def step_label(context: Context, step: Step) -> str:
    """What a step of a calculation is, in the words of the fund's country."""
    return registry.country(context["country"]).label("step", step.label, _language())


@register.simple_tag(takes_context=True)
def step_value(context: Context, step: Step) -> str:
    """The value of a step as a person reads it: an amount, a rate, a day, a rule of rounding."""
    text = step.text(_language())
    if step.label in {"due_on", "paid_on"}:
        return day(date.fromisoformat(text))
    return registry.country(context["country"]).label(step.label, text, _language())


def _language() -> str:
    return (get_language() or "fr").split("-")[0]
