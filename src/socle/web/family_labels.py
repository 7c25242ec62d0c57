"""Words and shapes for families: where a dependant stands, why, and what would reopen the right."""

from django.utils.translation import gettext_lazy as _

from socle.registry.types import Bond, MarriageState, Standing
from socle.web.status_shapes import Label, Words

STANDING: dict[str, Label] = {
    Standing.ACTIVE: Label("on", _("À charge")),
    Standing.WAITING: Label("todo", _("En attente de pièces")),
    Standing.SUSPENDED: Label("watch", _("Suspendu")),
    Standing.ENDED: Label("off", _("Droit fini")),
    Standing.DECEASED: Label("gone", _("Décès")),
    Standing.DIVORCED: Label("off", _("Divorce")),
    Standing.TRANSFERRED: Label("gone", _("Passé à un autre assuré")),
    Standing.UNKNOWN: Label("watch", _("Loi non lue")),
}
REASONS: dict[str, Words] = {
    "under_age": _("par son âge"),
    "school": _("par sa scolarité"),
    "higher": _("par ses études supérieures"),
    "apprenticeship": _("par son apprentissage"),
    "disability": _("par son handicap"),
    "marriage": _("par le mariage"),
    "certificate_missing": _("il manque un certificat de scolarité ou d’apprentissage"),
    "certificate_expired": _("le certificat est expiré"),
    "review_overdue": _("le handicap n’a pas été revu à la date prévue"),
    "birth_unknown": _("la date de naissance n’est pas connue"),
    "law_unknown": _("la caisse n’a pas lu l’âge que fixe la loi dans ce cas"),
    "age": _("l’âge limite est atteint"),
    "married": _("son mariage y a mis fin"),
    "works": _("son emploi y a mis fin"),
    "covered_elsewhere": _("un autre organisme le couvre"),
    "bearer_dead": _("l’assuré qui le portait est décédé"),
    "tie_ended": _("plus rien ne le lie à l’assuré"),
    "released": _("la prise en charge a pris fin"),
    "on_request": _("à la demande de l’assuré"),
    "died": _("décès enregistré"),
    "divorced": _("divorce enregistré"),
    "annulled": _("mariage annulé"),
    "widowed": _("veuvage"),
    "transferred": _("un autre assuré le porte"),
}
REOPENS: dict[str, Words] = {
    "certificate": _("Enregistrer un nouveau certificat"),
    "medical_review": _("Enregistrer l’avis du médecin"),
    "new_bearer": _("Le mettre à la charge d’un autre assuré"),
    "take_charge": _("Le reprendre à charge"),
    "filiation": _("Enregistrer le lien : filiation, kafala, tutelle ou garde"),
    "end_of_cover": _("Enregistrer la fin de l’autre couverture"),
    "end_of_work": _("Enregistrer la fin de son emploi"),
    "birth_date": _("Corriger l’état civil sur pièce"),
    "disability": _("Seul un handicap reconnu le rouvrirait"),
    "law": _("Le texte de loi est à fournir"),
}
BONDS: dict[str, Words] = {
    Bond.SPOUSE: _("conjoint"),
    Bond.CHILD: _("enfant"),
    Bond.ADOPTED: _("enfant adopté"),
    Bond.KAFALA: _("enfant en kafala"),
    Bond.WARD: _("pupille"),
    Bond.IN_CUSTODY: _("enfant en garde"),
}
ROLES: dict[str, Words] = {
    "father": _("père"),
    "mother": _("mère"),
    "adoptive_father": _("père adoptif"),
    "adoptive_mother": _("mère adoptive"),
    "spouse": _("conjoint"),
    "child": _("enfant"),
    "adopted": _("enfant adopté"),
}
# Of somebody in care, who has them in care; and of the other, who is in their care.
HOLDERS: dict[str, Words] = {
    "kafala": _("a recueilli l’enfant par kafala"),
    "guardianship": _("tuteur"),
    "custody": _("a la garde de l’enfant"),
}
WARDS: dict[str, Words] = {
    "kafala": _("enfant en kafala"),
    "guardianship": _("pupille"),
    "custody": _("enfant en garde"),
}
UNIONS: dict[str, Label] = {
    MarriageState.MARRIED: Label("on", _("mariage")),
    MarriageState.DIVORCED: Label("gone", _("divorce")),
    MarriageState.ANNULLED: Label("gone", _("mariage annulé")),
    MarriageState.WIDOWED: Label("gone", _("veuvage")),
}
DATES: dict[str, Words] = {
    "age": _("Âge atteint"),
    "certificate": _("Certificat expiré"),
    "review": _("Handicap à revoir"),
}
