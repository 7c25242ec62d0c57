"""Acts of the register of work injuries: declared, certified, decided, ended, claimed on."""

from django.utils.translation import gettext_lazy as _

from socle.benefits.operations import claimed_injuries, deciding_injuries, injuries
from socle.benefits.queries.injuries import has_injuries
from socle.benefits.queries.pieces import injury_pieces
from socle.benefits.types.health import RATE
from socle.benefits.types.injuries import (
    CertificateOf,
    DecidedOf,
    Declarer,
    Ending,
    InjuryKind,
    Recognition,
)
from socle.platform.access.types import Permission
from socle.platform.acts.types import TWO_YEARS, ActType, Field, FieldKind, always, among
from socle.platform.sealing.types import DataClass

_INJURY = Field("injury", _("Numéro de l’accident ou de la maladie"), FieldKind.IDENTIFIER)
_CERTIFIED = (
    Field(
        "off_since",
        _("Sans travail depuis le"),
        FieldKind.DATE,
        is_required=False,
        ahead_days=TWO_YEARS,
    ),
    Field(
        "off_until",
        _("Sans travail jusqu’au"),
        FieldKind.DATE,
        is_required=False,
        hint=_("Le dernier jour d’arrêt ; laissez vide si le travail continue"),
        ahead_days=TWO_YEARS,
    ),
    Field("doctor", _("Médecin"), is_required=False),
)
_DECLARED = (
    Field("person", _("Numéro de la victime"), FieldKind.IDENTIFIER, max_length=30),
    Field("kind", _("Nature de l’événement"), FieldKind.CHOICE, choices=among(*InjuryKind)),
    Field(
        "happened_on",
        _("Jour de l’accident"),
        FieldKind.DATE,
        hint=_("Pour une maladie : le jour où elle a été constatée"),
    ),
    Field(
        "happened_at",
        _("Heure"),
        is_required=False,
        hint=_("Ainsi : 08:30"),
        max_length=5,
    ),
    Field("place", _("Lieu")),
    Field(
        "circumstances",
        _("Circonstances"),
        hint=_("Ce qui s’est passé, sans parler de la blessure"),
        max_length=1000,
    ),
    Field(
        "nature",
        _("Nature de la blessure ou de la maladie"),
        hint=_("Gardée scellée : le médecin-conseil la lit"),
    ),
    Field("seat", _("Siège de la blessure"), hint=_("Gardé scellé : le médecin-conseil le lit")),
    Field(
        "employer",
        _("Numéro d’employeur"),
        FieldKind.IDENTIFIER,
        is_required=False,
        max_length=30,
    ),
    Field(
        "employer_name",
        _("Employeur non immatriculé"),
        is_required=False,
        hint=_("Son nom : la déclaration est reçue quand même"),
    ),
    Field("declared_by", _("Déclaré par"), FieldKind.CHOICE, choices=among(*Declarer)),
    Field(
        "declarer",
        _("Nom de qui déclare"),
        is_required=False,
        hint=_("Pour un ayant droit ou l’inspecteur du travail"),
    ),
    Field("witnesses", _("Témoins"), is_required=False, max_length=400),
    Field("third_party", _("Tiers en cause"), is_required=False),
    Field(
        "issued_on",
        _("Certificat initial du"),
        FieldKind.DATE,
        is_required=False,
        hint=_("Laissez vide s’il n’est pas encore là"),
    ),
    *_CERTIFIED,
    Field(
        "filing",
        _("Déclaration en ligne"),
        FieldKind.IDENTIFIER,
        is_required=False,
        hint=_("Le numéro du récépissé donné par la page publique"),
        max_length=40,
    ),
)

ACTS: tuple[ActType, ...] = (
    ActType(
        code="declare_injury",
        label=_("Déclarer un accident du travail ou une maladie professionnelle"),
        subject_kind="person",
        permission=Permission.DECLARE_INJURY,
        fields=always(*_DECLARED),
        perform=injuries.declare_injury,
        is_offered=has_injuries,
        undo=deciding_injuries.undo_injury_act,
        pieces=injury_pieces,
        sealed=dict.fromkeys(("nature", "seat"), DataClass.HEALTH),
    ),
    ActType(
        code="add_injury_certificate",
        label=_("Ajouter un certificat médical à un accident du travail"),
        subject_kind="person",
        permission=Permission.FILE_CLAIM,
        fields=always(
            _INJURY,
            Field("certificate", _("Certificat"), FieldKind.CHOICE, choices=among(*CertificateOf)),
            Field("issued_on", _("Établi le"), FieldKind.DATE),
            *_CERTIFIED,
        ),
        perform=injuries.add_injury_certificate,
        is_offered=has_injuries,
        undo=deciding_injuries.undo_injury_act,
        pieces=injury_pieces,
    ),
    # What the fund takes upon itself, or refuses, is seen by two people.
    ActType(
        code="decide_injury",
        label=_("Décider d’un accident du travail ou d’une maladie professionnelle"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            _INJURY,
            Field("about", _("Ce qui se décide"), FieldKind.CHOICE, choices=among(*DecidedOf)),
            Field("outcome", _("Décision"), FieldKind.CHOICE, choices=among(*Recognition)),
            Field("ground", _("Motifs"), max_length=500),
            Field(
                "inquiry",
                _("Enquête"),
                is_required=False,
                hint=_("Qui a été entendu, ce qui a été constaté ; rien de médical"),
                max_length=1000,
            ),
        ),
        perform=deciding_injuries.decide_injury,
        needs_four_eyes=True,
        is_offered=has_injuries,
        undo=deciding_injuries.undo_injury_act,
    ),
    ActType(
        code="close_injury",
        label=_("Constater la guérison ou la consolidation"),
        subject_kind="person",
        permission=Permission.ADVISE_MEDICALLY,
        fields=always(
            _INJURY,
            Field("ending", _("Constat"), FieldKind.CHOICE, choices=among(*Ending)),
            Field("since", _("À compter du"), FieldKind.DATE),
            Field(
                RATE,
                _("Taux d’incapacité permanente, en pour cent"),
                is_required=False,
                hint=_("Pour une consolidation ou une révision"),
                max_length=3,
            ),
        ),
        perform=deciding_injuries.close_injury,
        is_offered=has_injuries,
        undo=deciding_injuries.undo_injury_act,
        sealed={RATE: DataClass.HEALTH},
    ),
    ActType(
        code="link_injury",
        label=_("Rattacher une demande à un accident du travail"),
        subject_kind="person",
        permission=Permission.LIQUIDATE,
        fields=always(
            Field("claim", _("Numéro de la demande"), FieldKind.IDENTIFIER, max_length=40), _INJURY
        ),
        perform=claimed_injuries.link_injury,
        is_offered=has_injuries,
        undo=deciding_injuries.undo_injury_act,
    ),
)
