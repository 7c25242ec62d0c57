"""The catalogue's acts on how long data are kept: a period and a purge are of two people each."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.fields import require_come
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.purging import operations
from socle.platform.purging.queries import REPORT, SUBJECT
from socle.platform.purging.types import DataKind, PeriodStanding

_KIND = Field("data_kind", _("Données"), FieldKind.CHOICE, choices=among(*DataKind))
# What effaces, or lets be effaced, what the fund keeps of people.
GUARDED = ("set_data_keeping", "order_purge")
ACTS = (
    ActType(
        code="set_data_keeping",
        label=_("Fixer la durée de conservation de données"),
        subject_kind=SUBJECT,
        permission=Permission.KEEP_DATA,
        fields=always(
            _KIND,
            Field(
                "kept_months",
                _("Durée de conservation, en mois"),
                is_required=False,
                hint=_("Vide : gardé sans limite. Une durée n’efface rien sans un ordre de purge"),
                max_length=4,
            ),
            Field(
                "standing",
                _("Ce que la durée applique"),
                FieldKind.CHOICE,
                is_required=False,
                choices=among(PeriodStanding.LAW_TEXT, PeriodStanding.FUND_DECISION),
            ),
            Field(
                "kept_source",
                _("Référence du texte ou de la décision"),
                is_required=False,
                max_length=200,
            ),
        ),
        perform=operations.set_data_keeping,
        doubts=operations.period_looked_over,
        motive_missing="purging.why",
        needs_four_eyes=True,
        is_of_fund=True,
    ),
    ActType(
        code="order_purge",
        label=_("Ordonner une purge"),
        subject_kind=SUBJECT,
        permission=Permission.KEEP_DATA,
        fields=always(
            _KIND,
            Field(
                "older_than", _("Ce qui est plus ancien que le"), FieldKind.DATE, ahead_days=None
            ),
            Field(
                "rows",
                _("Lignes comptées"),
                hint=_("Si ce compte a changé à la validation, rien n’est effacé"),
                max_length=15,
            ),
        ),
        perform=operations.order_purge,
        controls=require_come,
        ahead_days=None,
        doubts=operations.purge_looked_over,
        motive_missing="purging.why",
        needs_four_eyes=True,
        is_reversible=False,
        is_of_fund=True,
    ),
    ActType(
        code=REPORT,
        label=_("Garder un rapport de conservation"),
        subject_kind=SUBJECT,
        permission=Permission.KEEP_DATA,
        fields=always(),
        perform=operations.report_keeping,
        is_reversible=False,
        is_of_fund=True,
    ),
)
