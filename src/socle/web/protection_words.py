"""Words of data protection: what each class of data is, and how it is guarded."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.platform.sealing.types import DataClass

Words = str | Promise

CLASSES: dict[str, Words] = {
    DataClass.PERSONAL: _("données personnelles"),
    DataClass.IDENTITY: _("numéros de pièces d’identité"),
    DataClass.BANK: _("comptes bancaires et porte-monnaie"),
    DataClass.HEALTH: _("santé"),
}
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
