"""The contributions part of the catalogue of acts."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.contributions import due_dates, own_motion, prefills, profiles, reassessment
from socle.countries.registry import country
from socle.countries.tabular import DECIMAL_MARKS, SEPARATORS
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)
_MONTH = Field("month", _("Mois"), hint=_("AAAA-MM"), max_length=7)


def _knows_prefills(fund: FundView) -> bool:
    return country(fund.country).prefill_format() is not None


def _issuing(_fund: FundView) -> tuple[Field, ...]:
    return (_EMPLOYER, _MONTH)


def _loading(_fund: FundView) -> tuple[Field, ...]:
    """Nothing: the file says whose it is and for which month."""
    return ()


def _defining(_fund: FundView) -> tuple[Field, ...]:
    """A column is a heading, or a place: `#3`. Without employer, the profile is the fund's own."""
    return (
        Field(
            "employer",
            _("Numéro d’employeur"),
            FieldKind.IDENTIFIER,
            is_required=False,
            hint=_("Vide pour un profil de la caisse, commun aux employeurs"),
            max_length=30,
        ),
        Field("name", _("Nom du profil"), max_length=60),
        Field("headings_row", _("Ligne des titres"), hint=_("0 sans titres"), max_length=2),
        _choice("separator", _("Séparateur"), tuple(SEPARATORS), is_required=False),
        _choice("decimal_mark", _("Marque décimale"), tuple(DECIMAL_MARKS)),
        _column("sheet", _("Feuille")),
        _column("employer_number", _("Colonne du numéro d’employeur")),
        _column("month", _("Colonne du mois")),
        _column("insured_number", _("Colonne du numéro d’assuré"), is_required=True),
        _column("insured_name", _("Colonne du nom")),
        _column("days", _("Colonne des jours"), is_required=True),
        _column("wage", _("Colonne du salaire cotisable"), is_required=True),
        _column("wage_capped", _("Colonne du salaire plafonné")),
    )


def _choice(
    name: str, label: "str | _StrPromise", values: tuple[str, ...], *, is_required: bool = True
) -> Field:
    return Field(
        name, label, FieldKind.CHOICE, is_required=is_required, choices=lambda _fund: values
    )


def _column(name: str, label: "str | _StrPromise", *, is_required: bool = False) -> Field:
    return Field(name, label, is_required=is_required, max_length=120)


def _ending(_fund: FundView) -> tuple[Field, ...]:
    return (Field("profile", _("Numéro du profil"), FieldKind.IDENTIFIER, max_length=20),)


def _taxing(_fund: FundView) -> tuple[Field, ...]:
    return (
        _EMPLOYER,
        _MONTH,
        Field(
            "notice",
            _("Référence de la mise en demeure"),
            hint=_("Le numéro de la lettre envoyée à l’employeur"),
            max_length=60,
        ),
        Field("notice_on", _("Date de la mise en demeure"), FieldKind.DATE, ahead_days=0),
    )


def _reassessing(_fund: FundView) -> tuple[Field, ...]:
    return (
        _MONTH,
        Field(
            "until",
            _("Jusqu’au mois"),
            is_required=False,
            hint=_("AAAA-MM ; ce mois compris. Sans lui : le mois seul"),
            max_length=7,
        ),
        Field(
            "seen",
            _("Ce qui a été présenté"),
            hint=_("Le code que donne la liste des déclarations concernées"),
            max_length=16,
        ),
    )


def _setting_due_day(_fund: FundView) -> tuple[Field, ...]:
    hint = _("Jour du mois suivant, de 1 à 31 ; 31 pour le dernier")
    return (Field("day", _("Jour d’échéance"), hint=hint, max_length=2),)


def _following(_fund: FundView) -> tuple[Field, ...]:
    return (_MONTH,)


# A prefilled file is not taken back: the next one for the same month takes its place.
ACTS: tuple[ActType, ...] = (
    ActType(
        code="issue_prefill",
        label=_("Préparer un bordereau préétabli"),
        subject_kind="employer",
        permission=Permission.PREPARE_DECLARATION,
        fields=_issuing,
        perform=prefills.issue_prefill,
        is_reversible=False,
        is_offered=_knows_prefills,
    ),
    ActType(
        code="load_prefill",
        label=_("Charger un bordereau préétabli"),
        subject_kind="employer",
        permission=Permission.PREPARE_DECLARATION,
        fields=_loading,
        perform=prefills.load_prefill,
        is_reversible=False,
        is_offered=_knows_prefills,
        needs_evidence=True,
    ),
    ActType(
        code=profiles.DEFINE,
        label=_("Définir un profil de fichier"),
        subject_kind="file_profile",
        permission=Permission.DEPOSIT_DECLARATION,
        fields=_defining,
        perform=profiles.define_file_profile,
    ),
    ActType(
        code=profiles.END,
        label=_("Mettre fin à un profil de fichier"),
        subject_kind="file_profile",
        permission=Permission.DEPOSIT_DECLARATION,
        fields=_ending,
        perform=profiles.end_file_profile,
    ),
    # What the employer declares takes the place of an estimate: nothing else takes it back.
    ActType(
        code="tax_by_own_motion",
        label=_("Taxer d’office un mois non déclaré"),
        subject_kind="employer",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_taxing,
        perform=own_motion.tax_by_own_motion,
        needs_four_eyes=True,
        is_reversible=False,
    ),
    # A law corrected once more is reassessed once more: nothing else takes it back.
    ActType(
        code=reassessment.REASSESS,
        label=_("Réévaluer un mois selon la loi changée"),
        subject_kind="fund",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_reassessing,
        perform=reassessment.reassess_month,
        needs_four_eyes=True,
        is_reversible=False,
    ),
    # It binds every employer: two people see it.
    ActType(
        code=due_dates.SET,
        label=_("Fixer le jour d’échéance des déclarations"),
        subject_kind="fund",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_setting_due_day,
        perform=due_dates.set_due_day,
        needs_four_eyes=True,
        is_of_fund=True,
        is_offered=due_dates.lacks_due_day,
    ),
    # Set again, the last one counts.
    ActType(
        code="follow_declarations",
        label=_("Fixer le premier mois dont les déclarations sont suivies"),
        subject_kind="fund",
        permission=Permission.DECLARE_FOR_EMPLOYER,
        fields=_following,
        perform=own_motion.follow_from,
        is_reversible=False,
    ),
)
