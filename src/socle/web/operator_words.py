"""Words of the installation's upkeep."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise

WORKS: dict[str, Words] = {
    "backup": _("Sauvegarde"),
    "rehearsal": _("Exercice de restauration"),
    "verification": _("Vérification des actes et du grand livre"),
}
QUEUES: dict[str, Words] = {
    "inbox": _("Avis reçus à traiter"),
    "jobs": _("Travaux différés"),
    "notices": _("Avis à envoyer aux partenaires"),
    "outbox": _("Messages à envoyer aux sources"),
    "purges": _("Purges ordonnées"),
    "seals": _("Actes à sceller"),
}
DISKS: dict[str, Words] = {
    "backups": _("Disque des sauvegardes"),
    "data": _("Disque des données"),
}
