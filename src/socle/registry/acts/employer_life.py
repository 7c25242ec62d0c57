"""The catalogue’s acts on an affiliation’s life, places, group, agency and representatives."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from socle.platform.acts.types import Field, FieldKind, always, among
from socle.registry.acts import affiliation_fields as fields
from socle.registry.acts.entries import NUMBER, registration
from socle.registry.operations import (
    doubts_on_employers,
    employer_life,
    establishments,
    groups,
)

_LAST_DAY = Field(
    "until",
    _("Dernier jour"),
    FieldKind.DATE,
    is_required=False,
    hint=_("Vide : jusqu’à un autre acte"),
)
_ESTABLISHMENT = Field(
    "establishment", _("Numéro d’établissement"), FieldKind.IDENTIFIER, max_length=20
)
_CALLED = Field("name", _("Nom de l’établissement"))

LIFE = (
    replace(
        registration(
            "suspend_employer",
            _("Suspendre une affiliation"),
            "employer",
            always(NUMBER, _LAST_DAY),
            employer_life.suspend_employer,
        ),
        doubts=doubts_on_employers.doubts_on_suspension,
    ),
    registration(
        "reopen_employer",
        _("Rouvrir une affiliation"),
        "employer",
        always(NUMBER),
        employer_life.reopen_employer,
    ),
    replace(
        registration(
            "close_employer",
            _("Clore une affiliation"),
            "employer",
            always(NUMBER),
            employer_life.close_employer,
        ),
        doubts=doubts_on_employers.doubts_on_closing,
    ),
    # Everybody who works there changes employer: two people see it.
    registration(
        "merge_employer",
        _("Absorber un employeur dans un autre"),
        "employer",
        always(
            NUMBER,
            Field(
                "successor",
                _("Numéro de l’employeur qui l’absorbe"),
                FieldKind.IDENTIFIER,
                max_length=30,
            ),
        ),
        employer_life.merge_employer,
        needs_four_eyes=True,
    ),
)
PLACES = (
    registration(
        "open_establishment",
        _("Ouvrir un établissement"),
        "employer",
        always(NUMBER, _ESTABLISHMENT, _CALLED, fields.ADDRESS, fields.CITY, fields.PHONE),
        establishments.open_establishment,
    ),
    registration(
        "move_establishment",
        _("Déplacer ou renommer un établissement"),
        "employer",
        always(
            NUMBER,
            _ESTABLISHMENT,
            replace(_CALLED, is_required=False),
            fields.ADDRESS,
            fields.CITY,
            fields.PHONE,
        ),
        establishments.move_establishment,
    ),
    registration(
        "close_establishment",
        _("Fermer un établissement"),
        "employer",
        always(NUMBER, _ESTABLISHMENT),
        establishments.close_establishment,
    ),
)
GROUPS = (
    registration(
        "attach_employer",
        _("Rattacher à une société mère"),
        "employer",
        always(
            NUMBER,
            Field(
                "parent_company",
                _("Numéro de la société mère"),
                FieldKind.IDENTIFIER,
                hint=_("Ou de l’organisme de liaison, de qui cotise pour lui-même"),
                max_length=30,
            ),
        ),
        groups.attach_employer,
    ),
    registration(
        "detach_employer",
        _("Détacher de la société mère"),
        "employer",
        always(NUMBER),
        groups.detach_employer,
    ),
    registration(
        "open_agency",
        _("Inscrire une agence de la caisse"),
        "fund",
        always(
            Field("agency_code", _("Code de l’agence"), FieldKind.IDENTIFIER, max_length=20),
            Field("agency_name", _("Nom de l’agence"), max_length=100),
            fields.CITY,
        ),
        groups.open_agency,
    ),
    registration(
        "transfer_to_agency",
        _("Transférer à une autre agence"),
        "employer",
        fields.transfer_fields,
        groups.transfer_to_agency,
    ),
    registration(
        "add_representative",
        _("Ajouter un représentant"),
        "employer",
        always(
            NUMBER,
            Field("full_name", _("Nom et prénom"), max_length=120),
            Field(
                "capacity",
                _("Qualité"),
                FieldKind.CHOICE,
                choices=among("director", "proxy", "fiduciary"),
            ),
            Field(
                "scope",
                _("Ce qu’il peut faire"),
                FieldKind.CHOICE,
                choices=among("everything", "affiliation_acts", "declaration_acts", "payment_acts"),
            ),
            Field(
                "national_id",
                _("Pièce d’identité nationale"),
                FieldKind.IDENTIFIER,
                is_required=False,
                max_length=30,
            ),
            fields.PHONE,
            _LAST_DAY,
        ),
        groups.add_representative,
    ),
    registration(
        "end_representative",
        _("Retirer un représentant"),
        "employer",
        always(
            NUMBER,
            Field(
                "representative",
                _("Rang du représentant"),
                FieldKind.IDENTIFIER,
                hint=_("Celui de la fiche de l’employeur"),
                max_length=5,
            ),
        ),
        groups.end_representative,
    ),
)
ACTS = (*LIFE, *PLACES, *GROUPS)
