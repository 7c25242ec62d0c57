"""The catalogue's acts on cards and certificates (domain research §1.2, §7, §17)."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.registry.acts.entries import EMPLOYER, NUMBER, registration
from socle.registry.operations import cards, certificates

ACTS = (
    registration(
        "issue_card", _("Éditer la carte d’assuré"), "person", always(NUMBER), cards.issue_card
    ),
    registration(
        "hand_over_card",
        _("Remettre la carte d’assuré"),
        "person",
        always(NUMBER),
        cards.hand_over_card,
    ),
    # Whoever lost it is heard at once: what stops a card harms nobody.
    registration(
        "report_card",
        _("Déclarer la carte perdue ou volée"),
        "person",
        always(
            NUMBER,
            Field(
                "loss",
                _("Ce qui est arrivé"),
                FieldKind.CHOICE,
                choices=among("lost", "stolen"),
            ),
        ),
        cards.report_card,
    ),
    registration(
        "duplicate_card",
        _("Éditer un duplicata de la carte"),
        "person",
        always(NUMBER),
        cards.duplicate_card,
    ),
    registration(
        "cancel_card",
        _("Annuler la carte d’assuré"),
        "person",
        always(NUMBER),
        cards.cancel_card,
    ),
    ActType(
        code="certify_person",
        label=_("Donner une attestation à une personne"),
        subject_kind="person",
        permission=Permission.CERTIFY,
        fields=always(
            NUMBER,
            Field(
                "certificate_kind",
                _("Attestation"),
                FieldKind.CHOICE,
                choices=among("registration", "family_situation"),
            ),
        ),
        perform=certificates.certify_person,
    ),
    ActType(
        code="certify_affiliation",
        label=_("Donner une attestation d’affiliation"),
        subject_kind="employer",
        permission=Permission.REQUEST_CERTIFICATE,
        fields=always(EMPLOYER),
        perform=certificates.certify_affiliation,
    ),
)
