"""Acts on claims that the register suggests, and on awards of the dead."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import claims, openings
from socle.benefits.queries.calculations import benefits_of
from socle.platform.access.types import Permission
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind, always

_SUGGESTED = (
    Field("person", _("Numéro de l’assuré"), FieldKind.IDENTIFIER, max_length=30),
    Field("benefit", _("Prestation"), FieldKind.CHOICE, choices=benefits_of),
    Field("event_on", _("Date de l’événement"), FieldKind.DATE, ahead_days=TWO_YEARS),
)

ACTS: tuple[ActType, ...] = (
    ActType(
        code="open_claim",
        label=_("Ouvrir d’office une demande"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(*_SUGGESTED),
        perform=openings.open_claim,
        undo=claims.undo_claim,
    ),
    # What is set aside may still be claimed at the counter: there is nothing to take back.
    ActType(
        code="dismiss_opening",
        label=_("Écarter une ouverture proposée"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(*_SUGGESTED),
        perform=openings.dismiss_opening,
        motive_missing="openings.motive_missing",
        is_reversible=False,
    ),
    # Families lose an income by a list: two persons read it.
    ActType(
        code="end_for_death",
        label=_("Mettre fin aux droits des personnes décédées"),
        subject_kind="fund",
        permission=Permission.LIQUIDATE,
        fields=always(
            Field(
                "awards",
                _("Droits de la liste lue"),
                hint=_("Si la liste a changé depuis, rien n’est fait"),
                max_length=9,
            )
        ),
        perform=openings.end_for_death,
        needs_four_eyes=True,
    ),
)
