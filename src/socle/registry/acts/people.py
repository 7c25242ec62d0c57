"""The catalogue’s acts on persons (domain research §17)."""

from django.utils.translation import gettext_lazy as _

from socle.platform.acts.types import Field, FieldKind
from socle.registry.acts.common import NUMBER, always, among, registration
from socle.registry.operations import people as operations

_CIVIL_STATUS = (
    NUMBER,
    Field("family_name", _("Nom"), max_length=100),
    Field("given_names", _("Prénoms"), is_required=False, max_length=100),
    Field("birth_on", _("Date de naissance"), FieldKind.DATE, is_required=False),
    Field(
        "birth_precision",
        _("Précision de la naissance"),
        FieldKind.CHOICE,
        is_required=False,
        hint=_("Jour, mois ou année seulement : « vers 1960 »"),
        choices=among("day", "month", "year"),
    ),
    Field("sex", _("Sexe"), FieldKind.CHOICE, is_required=False, choices=among("female", "male")),
    Field(
        "national_id",
        _("Pièce d’identité nationale"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
)


ACTS = (
    registration(
        "register_person",
        _("Immatriculer une personne"),
        "person",
        always(*_CIVIL_STATUS),
        operations.register_person,
        opens_file=True,
    ),
    # A corrected civil status can open or close rights: two people see it.
    registration(
        "correct_civil_status",
        _("Corriger l’état civil"),
        "person",
        always(*_CIVIL_STATUS),
        operations.correct_civil_status,
        needs_four_eyes=True,
    ),
)
