"""The catalogue's acts on where people are reached and paid (domain research §7, §17)."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.sealing.types import DataClass
from socle.registry.acts.entries import NUMBER, pieces_of, registration
from socle.registry.operations import details_accounts as accounts
from socle.registry.operations.details_contacts import change_contact
from socle.registry.operations.details_notices import mark_sent
from socle.registry.operations.details_reveals import reveal_identity, revealing

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_ACCOUNT = (
    Field(
        "account_kind",
        _("Nature du compte"),
        FieldKind.CHOICE,
        choices=among("bank", "wallet"),
    ),
    Field(
        "account",
        _("RIB, IBAN ou téléphone du porte-monnaie"),
        FieldKind.IDENTIFIER,
        hint=_("Tel qu’il est écrit sur le relevé : les espaces ne comptent pas"),
        max_length=45,
    ),
    Field(
        "operator",
        _("Banque ou opérateur"),
        is_required=False,
        hint=_("Vide pour un porte-monnaie : lu dans le plan de numérotation"),
        max_length=40,
    ),
)
_DECISION = Field(
    "decision", _("Décision sur le compte"), FieldKind.CHOICE, choices=among("keep", "drop")
)


def _of(kind: str, infix: str, labels: dict[str, "str | _StrPromise"]) -> tuple[ActType, ...]:
    """The acts on the account of a kind of file: the same for persons and affiliates."""
    return (
        # Whom the money goes to: always two people, and the doubts shown to the second.
        ActType(
            code=f"change_{infix}account",
            label=labels["change"],
            subject_kind=kind,
            permission=Permission.PERFORM_REGISTRATION,
            fields=always(NUMBER, *_ACCOUNT),
            perform=accounts.changing(kind),
            needs_four_eyes=True,
            pieces=pieces_of(f"change_{infix}account"),
            doubts=accounts.doubts_on(kind),
            secrets=frozenset({"account"}),
            sealed={"account": DataClass.BANK},
        ),
        # Freezing harms nobody; taking it back is the decision of two people.
        ActType(
            code=f"stop_{infix}account",
            label=labels["stop"],
            subject_kind=kind,
            permission=Permission.PERFORM_REGISTRATION,
            fields=always(NUMBER),
            perform=accounts.stopping(kind),
            is_reversible=False,
        ),
        registration(
            f"decide_{infix}account",
            labels["decide"],
            kind,
            always(NUMBER, _DECISION),
            accounts.deciding(kind),
            needs_four_eyes=True,
        ),
        ActType(
            code=f"reveal_{infix}account",
            label=labels["reveal"],
            subject_kind=kind,
            permission=Permission.REVEAL_ACCOUNT,
            fields=always(NUMBER),
            perform=revealing(kind),
            motive_missing="details.reveal_why",
            is_reversible=False,
        ),
    )


# Where money goes, and the whole number of where it goes.
GUARDED = (
    *("change_account", "decide_account", "reveal_account"),
    *("change_employer_account", "decide_employer_account", "reveal_employer_account"),
    *("reveal_identity", "name_payee"),
)
ACTS = (
    registration(
        "change_contact",
        _("Changer les coordonnées d’une personne"),
        "person",
        always(
            NUMBER,
            Field("phone", _("Téléphone"), is_required=False, max_length=30),
            Field("email", _("Courriel"), is_required=False, max_length=120),
            Field("address", _("Adresse"), is_required=False, max_length=200),
            Field("city", _("Ville"), is_required=False, max_length=80),
            Field(
                "channel",
                _("Moyen préféré"),
                FieldKind.CHOICE,
                is_required=False,
                choices=among("sms", "email", "post"),
            ),
            Field(
                "language",
                _("Langue"),
                FieldKind.CHOICE,
                is_required=False,
                choices=among("fr", "en", "ar"),
            ),
        ),
        change_contact,
    ),
    *_of(
        "person",
        "",
        {
            "change": _("Changer le compte de paiement"),
            "stop": _("Bloquer un nouveau compte de paiement"),
            "decide": _("Trancher un compte de paiement bloqué"),
            "reveal": _("Lire en entier un compte de paiement"),
        },
    ),
    *_of(
        "employer",
        "employer_",
        {
            "change": _("Changer le compte de remboursement d’un employeur"),
            "stop": _("Bloquer un nouveau compte de remboursement"),
            "decide": _("Trancher un compte de remboursement bloqué"),
            "reveal": _("Lire en entier un compte de remboursement"),
        },
    ),
    ActType(
        code="reveal_identity",
        label=_("Lire en entier la pièce d’identité et le téléphone"),
        subject_kind="person",
        permission=Permission.REVEAL_IDENTITY,
        fields=always(NUMBER),
        perform=reveal_identity,
        motive_missing="details.reveal_why",
        is_reversible=False,
    ),
    ActType(
        code="mark_notices_sent",
        label=_("Marquer des avis comme envoyés"),
        subject_kind="fund",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(Field("notices", _("Avis envoyés"), max_length=4000)),
        perform=mark_sent,
        is_reversible=False,
    ),
)
