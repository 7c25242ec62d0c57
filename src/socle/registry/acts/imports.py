"""The catalogue's acts on files taken over (reprise): their sources, the rows that clash."""

from django.utils.translation import gettext_lazy as _

from socle.countries.tabular import SEPARATORS
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.registry.operations import (
    import_kinds,
    import_sources,
    import_undoing,
    suspicions,
)
from socle.registry.types.imports import ImportKind
from socle.registry.types.suspicions import ClashOutcome


def _columns(fund: FundView) -> tuple[Field, ...]:
    """A column for each field of each kind: which of them are asked, the kind says."""
    found: dict[str, Field] = {}
    for kind in import_kinds.kinds_offered(fund):
        for each in import_kinds.asked(kind=kind, fund=fund):
            name = import_sources.COLUMN + each.name
            found[name] = Field(name, each.label, is_required=False, max_length=120)
    return tuple(found.values())


def _source(fund: FundView) -> tuple[Field, ...]:
    return (
        Field("name", _("Nom de la source"), max_length=60),
        Field("kind", _("Ce que sont les lignes"), FieldKind.CHOICE, choices=_kinds),
        Field("headings_row", _("Ligne des titres"), is_required=False, max_length=2),
        Field(
            "separator",
            _("Séparateur"),
            FieldKind.CHOICE,
            is_required=False,
            choices=among(*SEPARATORS),
        ),
        Field("sheet", _("Feuille"), is_required=False, max_length=120),
        *_columns(fund),
    )


def _kinds(fund: FundView) -> tuple[ImportKind, ...]:
    return import_kinds.kinds_offered(fund)


ACTS = (
    ActType(
        code="define_import_source",
        label=_("Définir une source de reprise"),
        subject_kind="import_source",
        permission=Permission.PERFORM_REGISTRATION,
        fields=_source,
        perform=import_sources.define_import_source,
        is_reversible=False,
    ),
    ActType(
        code="undo_import",
        label=_("Annuler une reprise entière"),
        subject_kind="import",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(Field("import_number", _("Reprise"), max_length=20)),
        perform=import_undoing.undo_import,
        needs_four_eyes=True,
        is_of_fund=True,
        is_reversible=False,
        doubts=import_undoing.whole_undone,
    ),
    ActType(
        code="settle_import_clash",
        label=_("Régler une ligne en conflit avec un dossier"),
        subject_kind="person",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(
            Field("suspicion", _("Numéro de la file des doublons"), max_length=20),
            Field(
                "outcome",
                _("Décision"),
                FieldKind.CHOICE,
                choices=among(*(each.value for each in ClashOutcome)),
            ),
            Field("reason", _("Ce qui le montre")),
        ),
        perform=suspicions.settle_import_clash,
    ),
)
