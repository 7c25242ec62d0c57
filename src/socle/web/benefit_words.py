"""Words of benefits for pages and forms: stages of a claim, who knows a fact, awards' states."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label

Words = str | Promise

STAGES: dict[str, Label] = {
    "claim_incomplete": Label("watch", _("Pièces à recevoir")),
    "claim_ready": Label("todo", _("À calculer et décider")),
    "claim_not_computable": Label("off", _("Loi non lue")),
    "claim_proposed": Label("run", _("Décision à valider")),
    "claim_granted": Label("on", _("Accordée")),
    "claim_refused": Label("off", _("Refusée, motivée")),
    "claim_appealed": Label("watch", _("Recours à répondre")),
    "claim_to_redo": Label("todo", _("À décider de nouveau")),
    "injury_declared": Label("watch", _("À compléter")),
    "injury_complete": Label("todo", _("À reconnaître ou à refuser")),
    "injury_recognised": Label("run", _("Reconnu, soins en cours")),
    "injury_refused": Label("off", _("Caractère professionnel refusé")),
    "injury_healed": Label("on", _("Guéri")),
    "injury_consolidated": Label("on", _("Consolidé")),
    "injury_relapse_declared": Label("todo", _("Rechute à décider")),
    "injury_relapsed": Label("run", _("Rechute reconnue, soins en cours")),
    "award_active": Label("on", _("En paiement")),
    "award_suspended": Label("watch", _("Suspendu")),
    "award_to_come": Label("run", _("À venir")),
    "award_ended": Label("gone", _("Terminé")),
}

NEXT_STEPS: dict[str, Words] = {
    "incomplete": _("Recevoir les pièces qui manquent"),
    "ready": _("Lire le calcul, puis décider"),
    "not_computable": _("Lire le texte qui manque, ou refuser"),
    "proposed": _("Une deuxième personne valide"),
    "granted": _("Le droit est à payer"),
    "refused": _("Attendre un recours éventuel"),
    "appealed": _("Répondre au recours, par une autre personne"),
    "to_redo": _("Décider de nouveau, le recours est admis"),
}

INJURY_STEPS: dict[str, Words] = {
    "declared": _("Recevoir le certificat médical initial"),
    "complete": _("Enquêter si besoin, puis reconnaître ou refuser"),
    "recognised": _("Le médecin-conseil constate la guérison ou la consolidation"),
    "refused": _("Attendre un recours éventuel"),
    "healed": _("Une rechute se déclare par un certificat"),
    "consolidated": _("Demander la rente, si le taux y ouvre droit"),
    "relapse_declared": _("Reconnaître ou refuser la rechute"),
    "relapsed": _("Le médecin-conseil constate la guérison ou la consolidation"),
}

FACT_ORIGINS: dict[str, Words] = {
    "career": _("carrière déclarée"),
    "register": _("registre des personnes"),
    "family": _("registre des familles"),
    "award": _("droit payé par la caisse"),
    "computed": _("calculé : ce qui aurait été dû"),
    "told": _("dit avec la demande"),
}

PARTS: dict[str, Words] = {
    "": "",
    "spouses": _("conjoint survivant"),
    "orphans": _("orphelin"),
}

INPUTS: dict[str, Words] = {
    "claim": _("Demande"),
    "award": _("Droit"),
    "awards": _("Droits"),
    "decision": _("Décision"),
    "outcome": _("Réponse donnée"),
    "event_on": _("Date de l’événement"),
    "filing": _("Demande en ligne"),
    "channel": _("Reçue par"),
    "pieces": _("Pièces reçues"),
    "missing_pieces": _("Pièces qui manquent"),
    "terms": _("Périodes et montants"),
    "fact": _("Élément"),
    "appeal": _("Recours"),
    "kind": _("Voie"),
    "grounds": _("Motifs"),
    "ground": _("Motif du refus"),
    "judged": _("Condition appréciée à la main"),
    "payees": _("Attributaires"),
    "injury": _("Accident du travail"),
    "injury_kind": _("Nature de l’événement"),
    "happened_on": _("Jour de l’accident"),
    "declare_until": _("Dernier jour pour déclarer"),
    "injury_certificate": _("Certificat"),
    "issued_on": _("Établi le"),
    "about": _("Ce qui se décide"),
    "inquiry": _("Enquête"),
    "ending": _("Constat"),
}
# What an act on somebody's file is about, where it names no person.
SUBJECTS: dict[str, Words] = {name: INPUTS[name] for name in ("claim", "award", "injury", "appeal")}

CHOICES: dict[str, Words] = {
    "counter": _("guichet"),
    "post": _("courrier"),
    "public": _("page publique"),
    "api": _("échange informatique"),
    "system": _("ouverte d’office"),
    "granted": _("accordée"),
    "refused": _("refusée"),
    "gracious": _("recours gracieux"),
    "contentious": _("recours contentieux"),
    "upheld": _("recours admis"),
    "seen": _("accès vu, justifié"),
    "contested": _("accès contesté"),
    "rejected": _("recours rejeté"),
    "life_proof_missing": _("preuve de vie absente"),
    "schooling_missing": _("certificat de scolarité absent"),
    "remarriage_doubt": _("remariage à vérifier"),
    "inquiry": _("enquête en cours"),
    "other": _("autre motif"),
    "death": _("décès"),
    "remarriage": _("remariage"),
    "age": _("limite d’âge"),
    "work": _("reprise d’activité"),
    "force_majeure": _("licenciement pour force majeure"),
    "work_accident": _("accident du travail"),
    "commuting_accident": _("accident de trajet"),
    "occupational_disease": _("maladie professionnelle"),
    "employer": _("employeur"),
    "victim": _("victime"),
    "kin": _("ayant droit"),
    "labour_inspector": _("inspecteur du travail"),
    "initial": _("certificat initial"),
    "prolongation": _("certificat de prolongation"),
    "healing": _("certificat de guérison"),
    "consolidation": _("certificat de consolidation"),
    "final": _("certificat final"),
    "relapse": _("rechute"),
    "character": _("caractère professionnel"),
    "recognised": _("reconnu"),
    "healed": _("guérison"),
    "consolidated": _("consolidation"),
    "revised": _("révision du taux"),
}
CHOICES |= {code: each.words for code, each in STAGES.items()}

# What happened to an injury, whole: who declared it bears an article, an answer agrees with what it
# is about.
CHOICES |= {
    "declared_by_employer": _("l’employeur"),
    "declared_by_victim": _("la victime"),
    "declared_by_kin": _("un ayant droit"),
    "declared_by_labour_inspector": _("l’inspecteur du travail"),
    "outcome_recognised": _("reconnaissance"),
    "declared_employer": _("déclaré par l’employeur"),
    "declared_victim": _("déclaré par la victime"),
    "declared_kin": _("déclaré par un ayant droit"),
    "declared_labour_inspector": _("déclaré par l’inspecteur du travail"),
    "character_recognised": _("caractère professionnel : reconnu"),
    "character_refused": _("caractère professionnel : refusé"),
    "relapse_recognised": _("rechute : reconnue"),
    "relapse_refused": _("rechute : refusée"),
    "death_recognised": _("décès : reconnu comme sa suite"),
    "death_refused": _("décès : non reconnu comme sa suite"),
}
