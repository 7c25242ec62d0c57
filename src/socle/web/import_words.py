"""Words of files taken over and of the queue of duplicates: states, kinds, fields, choices."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label, Words

STATES: dict[str, Label] = {
    "import_received": Label("todo", _("Reçu, pas encore essayé")),
    "import_checked": Label("watch", _("Essayé, à confirmer")),
    "import_writing": Label("run", _("Écriture en cours")),
    "import_done": Label("on", _("Repris")),
    "import_refused": Label("off", _("Refusé, rien n’est écrit")),
    "import_dropped": Label("gone", _("Abandonné, rien n’est écrit")),
    "import_undone": Label("gone", _("Annulé : tout ce qui était écrit est repris")),
}
KINDS: dict[str, Words] = {
    "persons": _("Personnes"),
    "filiations": _("Filiations"),
    "marriages": _("Mariages"),
    "charges": _("Personnes à charge"),
    "affiliates": _("Affiliés"),
}
# What a file brings together, by one act a slice.
ACTS: dict[str, Words] = {
    "import_persons": _("Reprise de personnes"),
    "import_employers": _("Reprise d’employeurs"),
    "import_filiations": _("Reprise de filiations"),
    "import_marriages": _("Reprise de mariages"),
    "import_charges": _("Reprise de personnes à charge"),
    "import_affiliates": _("Reprise d’affiliés"),
}
ORIGINS: dict[str, Words] = {
    "import_number": _("Ligne d’un fichier : même numéro, autre lecture"),
    "import_identity": _("Ligne d’un fichier : même pièce d’identité"),
    "linkage": _("Rapprochement par lots"),
}
# What a person is compared by.
COMPARED: dict[str, Words] = {
    "full_name": _("Nom et prénoms"),
    "birth_on": _("Date de naissance"),
    "sex": _("Sexe"),
    "national_id": _("Pièce d’identité nationale"),
    "birth_place": _("Lieu de naissance"),
    "father_name": _("Nom du père"),
    "mother_name": _("Nom de la mère"),
}
# How far a field of two files agrees, as linkage weighs it.
ALIKE: dict[str, Words] = {
    "same": _("pareil"),
    "heard": _("écrit autrement, entendu pareil"),
    "typed": _("une faute de frappe"),
    "resembling": _("plusieurs fautes, ou un mot coupé"),
    "partly": _("une partie seulement"),
    "swapped": _("jour et mois échangés"),
    "nearly": _("l’année, et le jour ou le mois"),
    "same_day": _("le jour et le mois, une autre année"),
    "same_year": _("l’année seulement"),
    "near_year": _("à un an près"),
    "other": _("différent"),
}
WEIGHED: dict[str, Words] = {
    "name": _("Nom et prénoms"),
    "birth": _("Date de naissance"),
    "sex": _("Sexe"),
    "identity": _("Pièce d’identité nationale"),
    "father": _("Nom du père"),
    "mother": _("Nom de la mère"),
    "address": _("Adresse"),
    "city": _("Ville"),
}
CHOICES: dict[str, Words] = {
    **KINDS,
    "same_person": _("c’est la même personne : rien à immatriculer"),
    "to_correct": _("la ligne est fausse : elle reviendra corrigée"),
}
INPUTS: dict[str, Words] = {
    "compared": _("Paires comparées"),
    "suspected": _("Doublons possibles"),
    "is_whole": _("Tout a été comparé"),
    "kind": _("Ce que sont les lignes"),
    "import": _("Reprise"),
    "from_line": _("Depuis la ligne"),
    "to_line": _("Jusqu’à la ligne"),
    "hired_on": _("Date d’embauche"),
    "suspicion": _("Numéro de la file des doublons"),
    "outcome": _("Décision"),
    "import_number": _("Reprise"),
    "rows": _("Lignes"),
    "persons": _("Personnes"),
}
