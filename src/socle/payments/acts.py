"""Payments' part of the catalogue of acts."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from socle.ledger.types import Account
from socle.payments.operations import accounts, preparing, replaying, returning, steps
from socle.payments.types import Channel, Form
from socle.platform.access.types import FundView, Permission
from socle.platform.acts.types import ActAnswer, ActRequest, ActType, Field, FieldKind, among

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

_PREPARE, _ENDORSE = Permission.PREPARE_PAYMENT, Permission.ENDORSE_PAYMENT
_LOT = Field("lot", _("Numéro de lot"), FieldKind.IDENTIFIER, max_length=40)


def _act(
    code: str,
    label: "str | _StrPromise",
    subject_kind: str,
    perform: Callable[[ActRequest], ActAnswer],
    *fields: Field,
    permission: Permission,
    needs_four_eyes: bool = False,
    needs_evidence: bool = False,
) -> ActType:
    """No act here is reversed: money that left comes back by a return, and a lot is discarded."""

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
        is_reversible=False,
        needs_evidence=needs_evidence,
    )


# What lets money leave, says that it left, or from where.
GUARDED = (
    *("validate_lot", "endorse_lot", "send_lot", "hand_over_file", "set_paying_account"),
    *("settle_cash", "set_chart_account"),
)
ACTS: tuple[ActType, ...] = (
    _act(
        "prepare_orders",
        _("Préparer les paiements d’une échéance"),
        "run",
        preparing.prepare_orders,
        Field("run", _("Numéro d’échéance"), FieldKind.IDENTIFIER, max_length=40),
        Field(
            "without_account",
            _("Sans compte utilisable"),
            FieldKind.CHOICE,
            is_required=False,
            choices=among("queue", "cash"),
        ),
        permission=_PREPARE,
    ),
    _act(
        "prepare_tests",
        _("Préparer les virements d’essai"),
        "lot",
        preparing.prepare_tests,
        Field("amount", _("Montant de chaque essai"), max_length=20),
        permission=_PREPARE,
    ),
    _act("control_lot", _("Contrôler un lot"), "lot", steps.control_lot, _LOT, permission=_PREPARE),
    _act(
        "validate_lot",
        _("Valider un lot"),
        "lot",
        steps.validate_lot,
        _LOT,
        permission=Permission.AUTHORISE_PAYMENT,
    ),
    _act("endorse_lot", _("Viser un lot"), "lot", steps.endorse_lot, _LOT, permission=_ENDORSE),
    _act("send_lot", _("Transmettre un lot"), "lot", steps.send_lot, _LOT, permission=_ENDORSE),
    _act("close_lot", _("Clore un lot"), "lot", steps.close_lot, _LOT, permission=_ENDORSE),
    _act(
        "discard_lot",
        _("Abandonner un lot"),
        "lot",
        steps.discard_lot,
        _LOT,
        permission=Permission.AUTHORISE_PAYMENT,
    ),
    _act(
        "hand_over_file",
        _("Prendre le fichier d’un lot"),
        "lot",
        steps.hand_over_file,
        _LOT,
        permission=_PREPARE,
    ),
    _act(
        "take_returns",
        _("Intégrer un retour de paiements"),
        "return",
        returning.take_returns,
        permission=_PREPARE,
        needs_evidence=True,
    ),
    _act(
        "settle_cash",
        _("Arrêter une liste payée au guichet"),
        "lot",
        returning.settle_cash,
        _LOT,
        Field(
            "unpaid",
            _("Ordres non retirés"),
            is_required=False,
            max_length=2000,
            hint=_("Numéros séparés par une espace ; les autres sont payés."),
        ),
        permission=_PREPARE,
    ),
    _act(
        "replay_order",
        _("Rejouer un ordre"),
        "order",
        replaying.replay_order,
        Field("order", _("Numéro d’ordre"), FieldKind.IDENTIFIER, max_length=20),
        Field(
            "name",
            _("Nom du titulaire"),
            FieldKind.CHOICE,
            is_required=False,
            choices=among("accepted"),
        ),
        Field(
            "account",
            _("Compte dit clôturé"),
            FieldKind.CHOICE,
            is_required=False,
            choices=among("stands"),
        ),
        permission=_PREPARE,
    ),
    _act(
        "answer_return_line",
        _("Traiter une ligne de retour"),
        "return",
        returning.answer_return_line,
        Field("return", _("Numéro de retour"), FieldKind.IDENTIFIER, max_length=40),
        Field("line", _("Ligne du retour"), max_length=7),
        permission=_PREPARE,
    ),
    _act(
        "set_paying_account",
        _("Fixer un compte payeur"),
        "paying_account",
        accounts.set_paying_account,
        Field(
            "channel",
            _("Moyen de paiement"),
            FieldKind.CHOICE,
            choices=among(*(each.value for each in Channel)),
        ),
        Field(
            "agency",
            _("Banque ou opérateur"),
            is_required=False,
            max_length=40,
            hint=_("Code de la banque ou nom de l’opérateur ; vide pour tous les autres."),
        ),
        Field("name", _("Nom du compte payeur"), max_length=100),
        Field("account", _("Compte débité"), is_required=False, max_length=40),
        Field(
            "form",
            _("Fichier transmis"),
            FieldKind.CHOICE,
            choices=among(*(each.value for each in Form)),
        ),
        Field("issuer", _("Numéro d’émetteur CFONB"), is_required=False, max_length=6),
        Field("currency_letter", _("Lettre de monnaie CFONB"), is_required=False, max_length=1),
        Field("url", _("Adresse de l’opérateur"), is_required=False, max_length=200),
        permission=_ENDORSE,
        needs_four_eyes=True,
    ),
    _act(
        "set_chart_account",
        _("Fixer un numéro du plan de comptes"),
        "chart_account",
        accounts.set_chart_account,
        Field(
            "account",
            _("Compte de Socle"),
            FieldKind.CHOICE,
            choices=among(*(each.value for each in Account)),
        ),
        Field("branch", _("Branche"), is_required=False, max_length=40),
        Field("number", _("Numéro dans le plan de la caisse"), max_length=20),
        Field("label", _("Intitulé"), max_length=100),
        permission=_ENDORSE,
    ),
)
