"""The catalogue's act on long tables: one person asks, another grants."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.extracts import operations
from socle.platform.extracts.types import REQUEST, SUBJECT, Table

ACTS = (
    ActType(
        code=REQUEST,
        label=_("Demander un tableau à extraire"),
        subject_kind=SUBJECT,
        permission=Permission.REQUEST_TABLE,
        fields=always(
            Field("table", _("Tableau"), FieldKind.CHOICE, choices=among(*Table)),
            Field(
                "table_address",
                _("Adresse du tableau"),
                hint=_(
                    "Celle du lien que vous avez suivi : une fois la demande validée, suivez-le de"
                    " nouveau dans les trois jours"
                ),
            ),
        ),
        perform=operations.request_extract,
        motive_missing="extracts.motive_missing",
        needs_four_eyes=True,
        is_of_fund=True,
    ),
)
GUARDED = (REQUEST,)
