"""Words of campaigns and of claims to open, for pages and forms."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label

Words = str | Promise

STATUS: dict[str, Label] = {
    "campaign_defined": Label("todo", _("Liste à lire et à arrêter")),
    "campaign_given": Label("on", _("Liste arrêtée")),
    "campaign_claimed": Label("run", _("Liste arrêtée, demandes ouvertes")),
    "campaign_ended": Label("gone", _("Demandes closes")),
    "child_eligible": Label("todo", _("À servir")),
    "child_given": Label("on", _("Servi")),
    "child_no_certificate": Label("watch", _("Certificat de scolarité absent")),
    "child_suspended": Label("watch", _("Allocations suspendues ce jour-là")),
    "child_not_borne": Label("watch", _("À la charge de personne")),
    "child_too_young": Label("off", _("Trop jeune")),
    "child_too_old": Label("off", _("Trop âgé")),
    "child_birth_unknown": Label("watch", _("Date de naissance inconnue")),
    "child_dead": Label("gone", _("Décédé")),
}
SUBJECTS: dict[str, Words] = {"campaign": _("Campagne")}
INPUTS: dict[str, Words] = {
    "campaign": _("Campagne"),
    "label": _("Nom de la campagne"),
    "decided_by": _("Décision qui l’accorde"),
    "decided_on": _("Date de la décision"),
    "judged_on": _("Jour où s’apprécient les conditions"),
    "ages": _("Âges"),
    "children": _("Enfants"),
    "child": _("Enfant"),
    "piece": _("Pièce vue"),
    "age_from": _("Âge, à partir de"),
    "age_to": _("Âge, jusqu’à"),
    "claims_from": _("Demandes reçues à partir du"),
    "claims_until": _("Demandes reçues jusqu’au"),
}
OPENING_CAUSES: dict[str, Words] = {
    "birth": _("enfant né ou entré dans la famille"),
    "age": _("âge de la pension"),
    "death": _("décès connu"),
}
CHOICES: dict[str, Words] = {
    "asked": _("demandé, valable ce jour-là"),
    "not_asked": _("pas demandé"),
}
