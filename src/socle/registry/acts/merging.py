"""The catalogue's acts on two files of one person (domain research §9, §17)."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always
from socle.registry.acts.entries import pieces_of
from socle.registry.operations import merging

_KEPT = Field("kept", _("Numéro gardé"), FieldKind.IDENTIFIER, max_length=30)
_MERGED = Field("merged", _("Numéro fusionné"), FieldKind.IDENTIFIER, max_length=30)

# Nothing is rewritten, and yet all that is read of two files changes: two people, on evidence.
# The counter-act of the one is the other, which says what stays with whom.
ACTS = (
    ActType(
        code="merge_persons",
        label=_("Fusionner deux numéros d’une même personne"),
        subject_kind="person",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(_KEPT, _MERGED),
        perform=merging.merge_persons,
        needs_four_eyes=True,
        needs_evidence=True,
        is_reversible=False,
        doubts=merging.doubts_on_merge,
        pieces=pieces_of("merge_persons"),
    ),
    ActType(
        code="unmerge_persons",
        label=_("Séparer deux numéros fusionnés"),
        subject_kind="person",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(_MERGED),
        perform=merging.unmerge_persons,
        needs_four_eyes=True,
        is_reversible=False,
        pieces=pieces_of("unmerge_persons"),
    ),
)
