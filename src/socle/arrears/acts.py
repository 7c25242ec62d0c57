"""The arrears part of the catalogue of acts. Each can be taken back by a counter-act."""

from django.utils.translation import gettext_lazy as _

from socle.arrears.conventions import conventions
from socle.arrears.operations import certificates, charges, events, notices, plans, rules
from socle.arrears.types import Scope
from socle.countries.registry import country
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind, always, among

_EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)
_MONTHS_HINT = _("AAAA-MM, séparés par des virgules")


def _languages(fund: FundView) -> tuple[str, ...]:
    return country(fund.country).languages


_SOME_MONTHS = Field(
    "months",
    _("Mois concernés"),
    is_required=False,
    hint=_("AAAA-MM, séparés par des virgules ; vide : tous"),
    max_length=1000,
)

ACTS: tuple[ActType, ...] = (
    ActType(
        code="charge_penalties",
        label=_("Porter les majorations au compte"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(_EMPLOYER, _SOME_MONTHS),
        perform=charges.charge_penalties,
        undo=charges.undo,
    ),
    ActType(
        code="charge_fine",
        label=_("Porter une amende au compte"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(
            _EMPLOYER,
            Field("month", _("Mois"), hint=_("AAAA-MM"), max_length=7),
            Field("heads", _("Salariés concernés"), max_length=6),
        ),
        perform=charges.charge_fine,
        undo=charges.undo,
    ),
    # What the fund gives up is seen by two people, on a written request.
    ActType(
        code="remit_penalties",
        label=_("Remettre des majorations"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(
            _EMPLOYER,
            _SOME_MONTHS,
            Field(
                "amount",
                _("Montant remis"),
                is_required=False,
                hint=_("Vide : tout ce qui reste des majorations de ces mois"),
                max_length=20,
            ),
        ),
        perform=charges.remit_penalties,
        needs_four_eyes=True,
        needs_evidence=True,
        undo=charges.undo,
    ),
    ActType(
        code="agree_plan",
        label=_("Accorder un échéancier"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(
            _EMPLOYER,
            Field("months", _("Mois concernés"), hint=_MONTHS_HINT, max_length=1000),
            Field(
                "down_payment",
                _("Acompte"),
                is_required=False,
                hint=_("Vide : le plus petit que la caisse accepte"),
                max_length=20,
            ),
            Field("count", _("Nombre d’échéances"), max_length=3),
            Field("first_on", _("Première échéance"), FieldKind.DATE, ahead_days=TWO_YEARS),
        ),
        perform=plans.agree_plan,
        needs_four_eyes=True,
    ),
    ActType(
        code="declare_event",
        label=_("Repousser des échéances (force majeure)"),
        subject_kind="event",
        permission=Permission.RECOVER,
        fields=always(
            Field("cause", _("Événement"), hint=_("Ce qui a empêché de déclarer ou de payer")),
            Field("first_month", _("Premier mois"), hint=_("AAAA-MM"), max_length=7),
            Field("last_month", _("Dernier mois"), hint=_("AAAA-MM"), max_length=7),
            Field("postponed_to", _("Échéance repoussée au"), FieldKind.DATE, ahead_days=TWO_YEARS),
            Field(
                "scope",
                _("Pour qui"),
                FieldKind.CHOICE,
                choices=among(*(scope.value for scope in Scope)),
            ),
            Field(
                "area",
                _("Ville"),
                is_required=False,
                hint=_("Celle du siège ou d’un établissement, telle qu’au registre"),
                max_length=80,
            ),
            Field(
                "employers",
                _("Numéros d’employeurs"),
                is_required=False,
                hint=_("Séparés par des virgules"),
                max_length=4000,
            ),
        ),
        perform=events.declare_event,
        needs_four_eyes=True,
    ),
    ActType(
        code="request_certificate",
        label=_("Demander une attestation de régularité"),
        subject_kind="employer",
        permission=Permission.REQUEST_CERTIFICATE,
        fields=always(_EMPLOYER),
        perform=certificates.request_certificate,
    ),
    ActType(
        code="issue_notices",
        label=_("Envoyer les relances du jour"),
        subject_kind="notices",
        permission=Permission.RECOVER,
        fields=always(
            Field(
                "employer",
                _("Numéro d’employeur"),
                FieldKind.IDENTIFIER,
                is_required=False,
                hint=_("Vide : toute la caisse"),
                max_length=30,
            )
        ),
        perform=notices.issue_notices,
    ),
    ActType(
        code="withdraw_notice",
        label=_("Retirer une lettre"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(
            Field("notice", _("Numéro de la lettre"), FieldKind.IDENTIFIER, max_length=40)
        ),
        perform=notices.withdraw_notice,
    ),
    # A rule of the fund binds every employer: two people see it.
    ActType(
        code="set_recovery_rule",
        label=_("Fixer une règle de recouvrement"),
        subject_kind="recovery_rule",
        permission=Permission.RECOVER,
        fields=always(
            Field("rule", _("Règle"), FieldKind.CHOICE, choices=among(*conventions())),
            Field("value", _("Nouvelle valeur"), max_length=9),
        ),
        perform=rules.set_recovery_rule,
        needs_four_eyes=True,
        is_of_fund=True,
    ),
    ActType(
        code="choose_letter_language",
        label=_("Choisir la langue des lettres"),
        subject_kind="employer",
        permission=Permission.RECOVER,
        fields=always(
            _EMPLOYER,
            Field("language", _("Langue"), FieldKind.CHOICE, choices=_languages),
        ),
        perform=rules.choose_letter_language,
    ),
)
