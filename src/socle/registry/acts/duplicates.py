"""The catalogue’s acts on two files that look like one person’s."""

from django.utils.translation import gettext_lazy as _

from socle.platform.acts.types import Field, FieldKind, always
from socle.registry.acts.entries import NUMBER, registration
from socle.registry.operations import duplicates

ACTS = (
    registration(
        "declare_distinct",
        _("Déclarer deux personnes distinctes"),
        "person",
        always(
            NUMBER,
            Field("other", _("L’autre numéro"), FieldKind.IDENTIFIER, max_length=30),
            Field(
                "difference",
                _("Ce qui les distingue"),
                hint=_("Pièces vues, parents, lieu de naissance"),
            ),
        ),
        duplicates.declare_distinct,
    ),
)
