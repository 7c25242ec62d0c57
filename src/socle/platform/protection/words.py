"""What each class of data is called, on pages and in letters."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.platform.sealing.types import DataClass

CLASSES: dict[str, str | Promise] = {
    DataClass.PERSONAL: _("données personnelles"),
    DataClass.IDENTITY: _("numéros de pièces d’identité"),
    DataClass.BANK: _("comptes bancaires et porte-monnaie"),
    DataClass.HEALTH: _("santé"),
}
