"""Collection's part of the catalogue of acts."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.collection.allocation import Order
from socle.collection.operations import bank, counter, lines, partners, payments
from socle.collection.types import Channel
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActAnswer, ActRequest, ActType, Field, FieldKind, among

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from socle.platform.acts.progress import ActInProgress

_EMPLOYER = Field("employer", _("Numéro d’employeur"), FieldKind.IDENTIFIER, max_length=30)
_PAYMENT = Field("payment", _("Numéro d’encaissement"), FieldKind.IDENTIFIER, max_length=40)
_AMOUNT = Field("amount", _("Montant"), max_length=30)
_STATEMENT = Field("statement", _("Relevé"), FieldKind.IDENTIFIER, max_length=40)
_LINE = Field("line", _("Ligne du relevé"), max_length=7)
_MONTHS_HINT = _("AAAA-MM ; plusieurs mois séparés par une espace")


def _act(
    code: str,
    label: "str | _StrPromise",
    subject_kind: str,
    perform: Callable[[ActRequest], ActAnswer],
    *fields: Field,
    permission: Permission = Permission.MATCH_PAYMENT,
    needs_four_eyes: bool = False,
    needs_evidence: bool = False,
    undo: "Callable[[ActInProgress, int], None] | None" = None,
) -> ActType:
    """An act corrected by another act of this catalogue, unless it says how it is undone."""

    def asked(_fund: FundView) -> tuple[Field, ...]:
        return fields

    return ActType(
        code=code,
        label=label,
        subject_kind=subject_kind,
        permission=permission,
        fields=asked,
        perform=perform,
        needs_four_eyes=needs_four_eyes,
        is_reversible=undo is not None,
        needs_evidence=needs_evidence,
        undo=undo,
    )


ACTS: tuple[ActType, ...] = (
    _act(
        "post_statement",
        _("Intégrer un relevé bancaire"),
        "statement",
        bank.post_statement,
        needs_evidence=True,
    ),
    _act(
        "same_movement",
        _("Constater qu’un mouvement était déjà compté"),
        "statement",
        lines.same_movement,
        _STATEMENT,
        _LINE,
        _PAYMENT,
    ),
    _act(
        "same_movements",
        _("Constater que les mouvements d’un relevé étaient déjà comptés"),
        "statement",
        lines.same_movements,
        _STATEMENT,
    ),
    # It counts money that may have been counted: two people see it.
    _act(
        "another_movement",
        _("Compter un mouvement qui ressemble à un autre"),
        "statement",
        lines.another_movement,
        _STATEMENT,
        _LINE,
        needs_four_eyes=True,
    ),
    _act(
        "match_payment",
        _("Rattacher un encaissement à un employeur"),
        "payment",
        payments.match_payment,
        _PAYMENT,
        _EMPLOYER,
        Field("month", _("Mois à payer d’abord"), is_required=False, hint=_MONTHS_HINT),
        undo=payments.undo_match,
    ),
    _act(
        "unmatch_payment",
        _("Défaire le rattachement d’un encaissement"),
        "payment",
        payments.unmatch_payment,
        _PAYMENT,
    ),
    _act(
        "return_payment",
        _("Constater un paiement rejeté ou impayé"),
        "payment",
        lines.return_payment,
        _PAYMENT,
        Field("reason", _("Motif du rejet"), hint=_("Ce que la banque a écrit, ou l’erreur faite")),
        replace(
            _STATEMENT, is_required=False, hint=_("Le relevé qui dit le rejet, s’il y en a un")
        ),
        replace(_LINE, is_required=False),
    ),
    _act(
        "mark_own_money",
        _("Reconnaître une remise de la caisse en banque"),
        "payment",
        payments.mark_own_money,
        _PAYMENT,
    ),
    _act(
        "clear_cheque",
        _("Constater l’encaissement d’un chèque"),
        "payment",
        counter.clear_cheque,
        _PAYMENT,
    ),
    _act(
        "allocate_credits",
        _("Imputer les avoirs d’un employeur"),
        "employer",
        payments.allocate_credits,
        _EMPLOYER,
    ),
    _act(
        "reallocate_payment",
        _("Imputer un encaissement sur un autre mois"),
        "payment",
        payments.reallocate_payment,
        _PAYMENT,
        Field("month", _("Mois à payer d’abord"), hint=_MONTHS_HINT),
    ),
    # Money that leaves the fund, or changes hands: two people see it.
    _act(
        "refund_credit",
        _("Rembourser un trop-perçu"),
        "employer",
        payments.refund_credit,
        _EMPLOYER,
        _AMOUNT,
        Field("beneficiary_account", _("Compte à créditer"), max_length=40),
        needs_four_eyes=True,
    ),
    _act(
        "transfer_credit",
        _("Transférer un avoir à un autre employeur"),
        "employer",
        payments.transfer_credit,
        _EMPLOYER,
        Field("to_employer", _("Employeur bénéficiaire"), FieldKind.IDENTIFIER, max_length=30),
        _AMOUNT,
        needs_four_eyes=True,
    ),
    _act(
        "set_allocation_order",
        _("Choisir l’ordre d’imputation des paiements"),
        "fund",
        payments.set_allocation_order,
        Field(
            "order",
            _("Ordre d’imputation"),
            FieldKind.CHOICE,
            choices=among(*(each.value for each in Order)),
        ),
        needs_four_eyes=True,
    ),
    _act(
        "open_cash_day",
        _("Ouvrir la caisse"),
        "cash_day",
        counter.open_cash_day,
        Field("opening_float", _("Fonds de caisse"), max_length=30),
        permission=Permission.COLLECT,
    ),
    _act(
        "receive_payment",
        _("Recevoir un paiement au guichet"),
        "payment",
        counter.receive_payment,
        Field("reference", _("Référence de paiement"), is_required=False, max_length=30),
        Field(
            "employer",
            _("Numéro d’employeur"),
            FieldKind.IDENTIFIER,
            is_required=False,
            max_length=30,
        ),
        _AMOUNT,
        Field(
            "means",
            _("Moyen de paiement"),
            FieldKind.CHOICE,
            choices=among(Channel.CASH.value, Channel.CHEQUE.value),
        ),
        Field("cheque_number", _("Numéro du chèque"), is_required=False, max_length=30),
        Field("bank", _("Banque du chèque"), is_required=False, max_length=40),
        Field("payer", _("Remis par"), is_required=False, max_length=100),
        permission=Permission.COLLECT,
    ),
    _act(
        "close_cash_day",
        _("Arrêter la caisse"),
        "cash_day",
        counter.close_cash_day,
        Field("counted", _("Espèces comptées"), max_length=30),
        permission=Permission.COLLECT,
    ),
    _act(
        "register_partner",
        _("Inscrire un partenaire de paiement"),
        "partner",
        partners.register_partner,
        Field("partner", _("Code du partenaire"), max_length=30),
        Field("name", _("Nom du partenaire"), max_length=100),
        permission=Permission.MANAGE_USERS,
    ),
)
