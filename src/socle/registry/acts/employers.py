"""The catalogue’s acts on employers: affiliation, what is said of them, mandates."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always
from socle.registry import mandates
from socle.registry.acts import affiliation_fields as fields
from socle.registry.acts.entries import EMPLOYER, NUMBER, registration
from socle.registry.operations import doubts_on_employers as doubts
from socle.registry.operations import employers as operations
from socle.registry.operations.import_undoing import undo_affiliates

_MANDATARY = Field(
    "mandatary",
    _("Mandataire"),
    hint=_("Le nom sous lequel il se connecte à Socle"),
    max_length=80,
)


ACTS = (
    replace(
        registration(
            "affiliate_employer",
            _("Affilier un employeur"),
            "employer",
            fields.affiliation_fields,
            operations.affiliate_employer,
            opens_file=True,
        ),
        narrow=fields.narrowed,
        doubts=doubts.doubts_on_affiliation,
        undo=undo_affiliates,
    ),
    # The fund acts against somebody who did not ask: two people, and what it found.
    replace(
        registration(
            "affiliate_by_own_motion",
            _("Affilier d’office"),
            "employer",
            fields.own_motion_fields,
            operations.affiliate_by_own_motion,
            needs_four_eyes=True,
            opens_file=True,
        ),
        needs_evidence=True,
        narrow=fields.narrowed_own_motion,
        doubts=doubts.doubts_on_affiliation,
        undo=undo_affiliates,
    ),
    replace(
        registration(
            "update_employer",
            _("Modifier un employeur"),
            "employer",
            fields.profile_fields,
            operations.update_employer,
        ),
        doubts=doubts.doubts_on_profile,
    ),
    registration(
        "change_nature",
        _("Modifier la forme ou l’activité"),
        "employer",
        fields.nature_fields,
        operations.change_nature,
    ),
    replace(
        registration(
            "record_legal_identifier",
            _("Inscrire un identifiant légal"),
            "employer",
            fields.identifier_fields,
            operations.record_legal_identifier,
        ),
        doubts=doubts.doubts_on_identifier,
    ),
    replace(
        registration(
            "change_employer_contact",
            _("Modifier les coordonnées"),
            "employer",
            always(NUMBER, *fields.CONTACT),
            operations.change_contact,
        ),
        doubts=doubts.doubts_on_contact,
    ),
    # The class decides the rate that the employer pays: two people see it.
    registration(
        "classify_employer",
        _("Changer le classement d’un employeur"),
        "employer",
        fields.classification_fields,
        operations.classify_employer,
        needs_four_eyes=True,
    ),
    # The regime decides when its months fall due.
    registration(
        "change_filing_regime",
        _("Changer la périodicité de déclaration"),
        "employer",
        fields.regime_fields,
        operations.change_filing_regime,
    ),
    # Ended, or given again: a clerk of one employer takes nothing of another's back.
    ActType(
        code="give_mandate",
        label=_("Donner un mandat"),
        subject_kind="employer",
        permission=Permission.GIVE_MANDATE,
        fields=always(
            EMPLOYER,
            _MANDATARY,
            Field(
                "until",
                _("Dernier jour du mandat"),
                FieldKind.DATE,
                is_required=False,
                hint=_("Vide : jusqu’à ce qu’il y soit mis fin"),
            ),
        ),
        perform=mandates.give_mandate,
        is_reversible=False,
    ),
    ActType(
        code="end_mandate",
        label=_("Mettre fin à un mandat"),
        subject_kind="employer",
        permission=Permission.GIVE_MANDATE,
        fields=always(EMPLOYER, _MANDATARY),
        perform=mandates.end_mandate,
        is_reversible=False,
    ),
)
