"""The catalogue's acts on breaches."""

from django.utils.translation import gettext_lazy as _

from socle.platform.access.types import Permission
from socle.platform.acts.types import ActType, Field, FieldKind, always
from socle.platform.breaches import operations

_LONGEST = 2000
_BREACH = Field("breach", _("Violation"), FieldKind.IDENTIFIER, max_length=20)
_KNOWN = (
    Field("what", _("Ce qui s’est passé"), max_length=_LONGEST),
    Field(
        "classes",
        _("Catégories de données touchées"),
        hint=_("Une ou plusieurs : personal, identity, bank, health"),
        max_length=60,
    ),
    Field(
        "persons",
        _("Nombre de personnes, environ"),
        is_required=False,
        hint=_("Vide tant que personne ne le sait"),
        max_length=14,
    ),
    Field("consequences", _("Conséquences probables"), is_required=False, max_length=_LONGEST),
    Field("measures", _("Mesures prises ou prévues"), is_required=False, max_length=_LONGEST),
)
# Who reads acts may be whom a breach is about: what is known of one is for who reads the register.
_IN_REGISTER = frozenset({"found_by", *(each.name for each in _KNOWN)})
_TOLD = (
    _BREACH,
    Field("told_on", _("Jour"), FieldKind.DATE),
    Field("told_time", _("Heure"), hint=_("Par exemple 14:30"), max_length=5),
)
ACTS = (
    ActType(
        code="report_breach",
        label=_("Déclarer une violation de données"),
        subject_kind=operations.SUBJECT,
        permission=Permission.REPORT_BREACH,
        fields=always(
            Field("found_on", _("Découverte le"), FieldKind.DATE),
            Field("found_time", _("Heure"), hint=_("Par exemple 14:30"), max_length=5),
            Field("found_by", _("Découverte par"), max_length=100),
            *_KNOWN,
        ),
        perform=operations.report_breach,
        unshown=_IN_REGISTER,
        is_reversible=False,
        opens_file=True,
    ),
    ActType(
        code="complete_breach",
        label=_("Compléter une violation de données"),
        subject_kind=operations.SUBJECT,
        permission=Permission.KEEP_BREACHES,
        fields=always(_BREACH, *_KNOWN),
        perform=operations.complete_breach,
        unshown=_IN_REGISTER,
        is_reversible=False,
    ),
    ActType(
        code="name_breach_persons",
        label=_("Nommer les personnes touchées"),
        subject_kind=operations.SUBJECT,
        permission=Permission.KEEP_BREACHES,
        fields=always(
            _BREACH,
            Field(
                "numbers",
                _("Numéros d’assuré"),
                is_required=False,
                hint=_("Séparés par des espaces ; ou le compte et les jours ci-dessous"),
                max_length=100_000,
            ),
            Field(
                "account",
                _("Ou toutes les personnes des actes et appels du compte"),
                is_required=False,
                max_length=60,
            ),
            Field("since", _("Du"), FieldKind.DATE, is_required=False),
            Field("until", _("Au"), FieldKind.DATE, is_required=False),
        ),
        perform=operations.name_breach_persons,
        unshown=frozenset({"numbers", "account", "since", "until"}),
        is_reversible=False,
    ),
    ActType(
        code="notify_authority",
        label=_("Notifier une violation à l’autorité"),
        subject_kind=operations.SUBJECT,
        permission=Permission.KEEP_BREACHES,
        fields=always(
            *_TOLD,
            Field(
                "reference",
                _("Référence donnée par l’autorité"),
                is_required=False,
                max_length=200,
            ),
        ),
        perform=operations.notify_authority,
        is_reversible=False,
    ),
    ActType(
        code="notify_breach_persons",
        label=_("Informer les personnes touchées"),
        subject_kind=operations.SUBJECT,
        permission=Permission.KEEP_BREACHES,
        fields=always(
            *_TOLD, Field("reference", _("Comment elles ont été informées"), max_length=200)
        ),
        perform=operations.notify_breach_persons,
        is_reversible=False,
    ),
    ActType(
        code="close_breach",
        label=_("Clore une violation de données"),
        subject_kind=operations.SUBJECT,
        permission=Permission.KEEP_BREACHES,
        fields=always(
            _BREACH,
            Field(
                "why_untold",
                _("Pourquoi l’autorité n’a pas été notifiée"),
                is_required=False,
                hint=_("Seulement si elle ne l’a pas été"),
                max_length=200,
            ),
        ),
        perform=operations.close_breach,
        doubts=operations.closing_looked_over,
        motive_missing="breaches.close_why",
        needs_four_eyes=True,
        is_reversible=False,
    ),
)
