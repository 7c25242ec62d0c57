"""The catalogue's act on how long logs are kept: by two persons, for a purge is for good."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.keeping import operations
from socle.platform.keeping.types import Log

GUARDED = ("set_log_keeping",)  # a short span effaces the traces of who read
ACTS = (
    ActType(
        code="set_log_keeping",
        label=_("Fixer la durée de conservation d’un journal"),
        subject_kind=operations.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(
            Field("log", _("Journal"), FieldKind.CHOICE, choices=among(*Log)),
            Field(
                "months",
                _("Durée de conservation, en mois"),
                is_required=False,
                hint=_(
                    "Vide : le journal est gardé sans limite. Ce qui est purgé l’est pour toujours"
                ),
                max_length=4,
            ),
        ),
        perform=operations.set_log_keeping,
        doubts=operations.keeping_doubts,
        needs_four_eyes=True,
    ),
)
