"""Acts on exceptional campaigns."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import campaigns
from socle.platform.access.types import Permission
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind, always, among

_CAMPAIGN = Field("campaign", _("Numéro de la campagne"), FieldKind.IDENTIFIER, max_length=40)

ACTS: tuple[ActType, ...] = (
    ActType(
        code="define_campaign",
        label=_("Définir une campagne exceptionnelle"),
        subject_kind="campaign",
        permission=Permission.LIQUIDATE,
        fields=always(
            Field("label", _("Nom de la campagne"), max_length=120),
            Field(
                "decided_by",
                _("Décision qui l’accorde"),
                hint=_("Autorité et numéro du texte"),
                max_length=200,
            ),
            Field("decided_on", _("Date de la décision"), FieldKind.DATE, ahead_days=0),
            Field("amount", _("Montant par enfant"), max_length=20),
            Field(
                "judged_on",
                _("Jour où s’apprécient les conditions"),
                FieldKind.DATE,
                hint=_("Âges, allocations familiales en paiement, certificat valable"),
                ahead_days=TWO_YEARS,
            ),
            Field("age_from", _("Âge, à partir de"), hint=_("Années révolues"), max_length=2),
            Field("age_to", _("Âge, jusqu’à"), hint=_("Années révolues, comprises"), max_length=2),
            Field(
                "certificate",
                _("Certificat de scolarité"),
                FieldKind.CHOICE,
                choices=among("asked", "not_asked"),
            ),
            Field(
                "claims_from",
                _("Demandes reçues à partir du"),
                FieldKind.DATE,
                ahead_days=TWO_YEARS,
            ),
            Field(
                "claims_until", _("Demandes reçues jusqu’au"), FieldKind.DATE, ahead_days=TWO_YEARS
            ),
        ),
        perform=campaigns.define_campaign,
        undo=campaigns.undo_campaign,
    ),
    # Money to a hundred thousand families: the list is read by two. What it gave wrongly is ended
    # child by child, and comes back as any other overpayment.
    ActType(
        code="close_campaign_list",
        label=_("Arrêter la liste d’une campagne"),
        subject_kind="campaign",
        permission=Permission.LIQUIDATE,
        fields=always(
            _CAMPAIGN,
            Field(
                "children",
                _("Enfants de la liste lue"),
                hint=_("Si la liste a changé depuis, rien n’est donné"),
                max_length=9,
            ),
        ),
        perform=campaigns.close_campaign_list,
        needs_four_eyes=True,
        is_of_fund=True,
        is_reversible=False,
    ),
    ActType(
        code="claim_campaign",
        label=_("Recevoir la demande d’un enfant oublié par la campagne"),
        subject_kind="campaign",
        permission=Permission.LIQUIDATE,
        fields=always(
            _CAMPAIGN,
            Field("child", _("Numéro de l’enfant"), FieldKind.IDENTIFIER, max_length=30),
            Field("piece", _("Pièce vue"), hint=_("Par exemple : certificat de l’école, sa date")),
        ),
        perform=campaigns.claim_campaign,
        needs_four_eyes=True,
        is_reversible=False,
    ),
)
