"""The catalogue's acts on exchanges: links and policies by two persons, and the queues."""

from django.utils.translation import gettext_lazy as _

from socle.exchange.operations import deciding, evidence, exports, links
from socle.exchange.types import DiscrepancyOutcome, Response, Signing, ToldKind, Transport
from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always, among
from socle.platform.sealing.types import DataClass

_PARTNER = Field("partner", _("Code du partenaire"), max_length=29)
_YES_NO = among("no", "yes")
_LINK = (
    _PARTNER,
    Field(
        "ports",
        _("Faits"),
        hint=_("Séparés par des espaces : identity civil company tax household enrolment"),
        max_length=80,
    ),
    Field("transport", _("Transport"), FieldKind.CHOICE, choices=among(*Transport)),
    Field(
        "address",
        _("Adresse du service"),
        is_required=False,
        hint=_("Au domaine de la convention, en https. Vide pour X-Road et les fichiers"),
        max_length=300,
    ),
    Field("sender_id", _("Identifiant du partenaire dans les messages"), max_length=200),
    Field("our_sender_id", _("Notre identifiant dans les messages"), max_length=200),
    Field(
        "callback",
        _("Adresse qui reçoit nos réponses"),
        is_required=False,
        hint=_("La seule adresse rappelée, au domaine de la convention"),
        max_length=300,
    ),
    Field("signature", _("Signature"), FieldKind.CHOICE, choices=among(*Signing)),
    Field(
        "keys",
        _("Clés publiques du partenaire"),
        is_required=False,
        hint=_("Un JWK Set ; aucune autre clé n’est crue"),
        max_length=8000,
    ),
    Field("service", _("Service X-Road du partenaire"), is_required=False, max_length=200),
    Field("client", _("Client X-Road de la caisse"), is_required=False, max_length=200),
    Field(
        "sandbox",
        _("Partenaire d’essai"),
        FieldKind.CHOICE,
        is_required=False,
        choices=_YES_NO,
    ),
)
_EVENT = Field("event", _("Numéro de l’avis"), max_length=40)
_REQUEST = Field("request", _("Numéro de l’envoi"), max_length=40)

# What leaves the house whole, or opens the door of another.
GUARDED = ("reveal_evidence", "export_person_data", "keep_credential", "state_link")
ACTS = (
    ActType(
        code="state_link",
        label=_("Définir la liaison avec un partenaire"),
        subject_kind=links.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(*_LINK),
        perform=links.state_link,
        doubts=links.link_doubts,
        needs_four_eyes=True,
    ),
    ActType(
        code="end_link",
        label=_("Mettre fin à une liaison"),
        subject_kind=links.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(_PARTNER),
        perform=links.end_link,
    ),
    ActType(
        code="keep_credential",
        label=_("Garder le secret qu’un partenaire nous a remis"),
        subject_kind=links.SUBJECT,
        permission=Permission.MANAGE_USERS,
        fields=always(
            _PARTNER,
            Field("client_id", _("Identifiant client"), max_length=120),
            Field("client_secret", _("Secret"), max_length=400),
        ),
        perform=links.keep_credential,
        is_reversible=False,
        sealed={"client_secret": DataClass.IDENTITY},
    ),
    ActType(
        code="set_exchange_policy",
        label=_("Dire ce que fait un avis"),
        subject_kind="fund",
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(
            Field("kind", _("Événement"), FieldKind.CHOICE, choices=among(*ToldKind)),
            Field("response", _("Effet"), FieldKind.CHOICE, choices=among(*Response)),
        ),
        perform=links.set_policy,
        needs_four_eyes=True,
        is_of_fund=True,
    ),
    ActType(
        code="replay_event",
        label=_("Traiter de nouveau un avis"),
        subject_kind=deciding.EVENT,
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(
            _EVENT,
            Field("person", _("Numéro de la personne"), is_required=False, max_length=40),
        ),
        perform=deciding.replay_event,
        is_reversible=False,
    ),
    ActType(
        code="abandon_event",
        label=_("Laisser un avis sans suite"),
        subject_kind=deciding.EVENT,
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(_EVENT),
        perform=deciding.abandon_event,
        motive_missing="exchange.motive_missing",
        is_reversible=False,
    ),
    ActType(
        code="replay_request",
        label=_("Envoyer de nouveau un message"),
        subject_kind=deciding.REQUEST,
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(_REQUEST),
        perform=deciding.replay_request,
        is_reversible=False,
    ),
    ActType(
        code="abandon_request",
        label=_("Renoncer à un envoi"),
        subject_kind=deciding.REQUEST,
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(_REQUEST),
        perform=deciding.abandon_request,
        motive_missing="exchange.motive_missing",
        is_reversible=False,
    ),
    ActType(
        code="decide_discrepancy",
        label=_("Trancher une discordance"),
        subject_kind=deciding.DISCREPANCY,
        permission=Permission.PERFORM_REGISTRATION,
        fields=always(
            Field("discrepancy", _("Numéro de la discordance"), max_length=40),
            Field("outcome", _("Décision"), FieldKind.CHOICE, choices=among(*DiscrepancyOutcome)),
        ),
        perform=deciding.decide_discrepancy,
        motive_missing="exchange.motive_missing",
        is_reversible=False,
    ),
    ActType(
        code="reveal_evidence",
        label=_("Lire un message tel qu’il a été échangé"),
        subject_kind=evidence.SUBJECT,
        permission=Permission.REVEAL_EVIDENCE,
        fields=always(Field("message", _("Numéro de l’échange"), max_length=40)),
        perform=evidence.reveal_evidence,
        motive_missing="exchange.reveal_why",
        is_reversible=False,
    ),
    ActType(
        code="export_person_data",
        label=_("Remettre ses données à une personne"),
        subject_kind=exports.SUBJECT,
        permission=Permission.CERTIFY,
        fields=always(Field("number", _("Numéro d’assuré"), FieldKind.IDENTIFIER, max_length=40)),
        perform=exports.export_person_data,
        is_reversible=False,
    ),
)
