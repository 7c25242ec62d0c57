"""Words of data protection: what each class of data is, and how it is guarded."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.platform.protection.words import CLASSES
from socle.platform.sealing.types import DataClass
from socle.web.status_shapes import Label

__all__ = ["BREACH_INPUTS", "BREACH_STATUS", "BREACH_STEPS", "CLASSES", "GUARDED"]

Words = str | Promise

GUARDED: dict[str, Words] = {
    DataClass.PERSONAL: _("Lues selon le rôle et la caisse, si nombreuses par heure au plus."),
    DataClass.IDENTITY: _(
        "Montrés par leur fin ; qui les lit en entier dit pourquoi, et vous le voyez."
    ),
    DataClass.BANK: _(
        "Scellés par une clé à eux, montrés par leur fin ; qui les lit en entier dit pourquoi."
    ),
    DataClass.HEALTH: _(
        "Scellée par une clé à elle, lue par le médecin-conseil ; toute autre lecture a un motif"
        " et un contrôle."
    ),
}
BREACH_INPUTS: dict[str, Words] = {
    "breach": _("Violation"),
    "what": _("Ce qui s’est passé"),
    "classes": _("Catégories de données touchées"),
    "persons": _("Nombre de personnes, environ"),
    "consequences": _("Conséquences probables"),
    "measures": _("Mesures prises ou prévues"),
    "found_on": _("Découverte le"),
    "found_time": _("Heure"),
    "found_by": _("Découverte par"),
    "told_on": _("Jour"),
    "told_time": _("Heure"),
    "why_untold": _("Pourquoi l’autorité n’a pas été notifiée"),
    "numbers": _("Numéros d’assuré"),
    "added": _("Personnes ajoutées"),
    "named": _("Personnes nommées"),
    "done_at": _("Fait le"),
}
BREACH_STATUS: dict[str, Label] = {
    "breach_open": Label("watch", _("Autorité à notifier")),
    "breach_told": Label("run", _("Autorité notifiée")),
    "breach_closed": Label("on", _("Close")),
}
BREACH_STEPS: dict[str, Words] = {
    "authority_told": _("Autorité notifiée"),
    "persons_told": _("Personnes informées"),
    "closed": _("Dossier clos"),
}
