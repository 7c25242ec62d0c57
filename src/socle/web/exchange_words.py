"""Words of exchanges: what sources tell, how messages go, where each stands."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Label, Words

EVENT_KINDS: dict[str, Words] = {
    "live_birth": _("Naissance"),
    "death": _("Décès"),
    "marriage": _("Mariage"),
    "divorce": _("Divorce"),
    "company_created": _("Création d’entreprise"),
    "company_changed": _("Changement d’entreprise"),
    "company_closed": _("Fermeture d’entreprise"),
    "wages": _("Salaires connus de l’impôt"),
}
RESPONSES: dict[str, Words] = {
    "apply": _("faire les actes, proposer ceux qui demandent deux personnes"),
    "propose": _("proposer chaque acte à une personne"),
    "queue": _("laisser l’avis à un agent"),
    "ignore": _("garder au journal, sans rien faire"),
}
PORTS: dict[str, Words] = {
    "identity": _("Identité"),
    "civil": _("État civil"),
    "company": _("Entreprises"),
    "tax": _("Impôt"),
    "household": _("Ménages"),
    "enrolment": _("Immatriculations"),
}
TRANSPORTS: dict[str, Words] = {
    "https": _("HTTPS direct"),
    "xroad": _("Bus X-Road"),
    "file": _("Fichiers signés"),
}
SIGNINGS: dict[str, Words] = {
    "http_signature": _("en-tête Signature (HTTP)"),
    "jws": _("JWS"),
    "detached_jws": _("JWS détaché"),
    "none": _("sans signature"),
}
DIRECTIONS: dict[str, Words] = {"in": _("reçu"), "out": _("envoyé")}
DISCREPANCIES: dict[str, Words] = {
    "identity": _("Identité"),
    "company": _("Entreprise"),
    "wage": _("Salaire"),
}
OUTCOMES: dict[str, Words] = {
    "ours": _("la lecture de la caisse reste"),
    "theirs": _("la lecture de la source est reprise"),
    "control": _("un contrôle de l’employeur est ouvert"),
    "dismissed": _("sans suite"),
}
SIDES: dict[str, Words] = {
    "person": _("Personne"),
    "child": _("Enfant"),
    "mother": _("Mère"),
    "father": _("Père"),
    "spouse": _("Époux"),
    "company": _("Entreprise"),
}
STATUS: dict[str, Label] = {
    "event_waiting": Label("run", _("En traitement")),
    "event_proposed": Label("watch", _("Acte proposé")),
    "event_done": Label("on", _("Traité")),
    "event_ignored": Label("gone", _("Sans objet")),
    "event_to_decide": Label("todo", _("À décider")),
    "event_abandoned": Label("off", _("Laissé sans suite")),
    "request_waiting": Label("run", _("À envoyer")),
    "request_sent": Label("on", _("Reçu par le partenaire")),
    "request_answered": Label("on", _("Répondu")),
    "request_refused": Label("off", _("Refusé par le partenaire")),
    "request_given_up": Label("todo", _("Envois épuisés")),
    "request_abandoned": Label("gone", _("Abandonné")),
    "message_rcvd": Label("on", _("Accusé")),
    "message_pdng": Label("run", _("Réponse attendue")),
    "message_succ": Label("on", _("Réussi")),
    "message_rjct": Label("off", _("Rejeté")),
}
SUBJECTS: dict[str, Words] = {
    "exchange_event": _("Avis d’une source"),
    "exchange_request": _("Message à envoyer"),
    "exchange": _("Échange"),
    "discrepancy": _("Discordance"),
}
INPUTS: dict[str, Words] = {
    "event": _("Numéro de l’avis"),
    "request": _("Numéro de l’envoi"),
    "discrepancy": _("Numéro de la discordance"),
    "message": _("Numéro de l’échange"),
    "outcome": _("Décision"),
    "state": _("État"),
    "ours": _("La caisse lit"),
    "theirs": _("La source lit"),
    "proposal": _("Proposition"),
    "kind": _("Événement"),
    "response": _("Effet"),
    "sha256": _("Empreinte"),
    "ports": _("Faits"),
    "transport": _("Transport"),
    "sender_id": _("Identifiant du partenaire dans les messages"),
    "our_sender_id": _("Notre identifiant dans les messages"),
    "callback": _("Adresse qui reçoit nos réponses"),
    "signature": _("Signature"),
    "keys": _("Clés publiques du partenaire"),
    "service": _("Service X-Road du partenaire"),
    "client": _("Client X-Road de la caisse"),
    "sandbox": _("Partenaire d’essai"),
    "is_sandbox": _("Partenaire d’essai"),
    "client_id": _("Identifiant client"),
    "client_secret": _("Secret"),
}
CHOICES: dict[str, Words] = EVENT_KINDS | RESPONSES | TRANSPORTS | SIGNINGS | OUTCOMES
CHOICES |= {"yes": _("Oui")}
QUESTIONS: dict[str, Words] = {
    "identity": _("Vérifier l’identité à la source"),
    "civil": _("Demander à l’état civil"),
    "household": _("Demander l’indice du ménage"),
    "company": _("Demander au registre des entreprises"),
    "taxpayer": _("Vérifier le numéro fiscal"),
    "wages": _("Demander les salaires d’un mois"),
}
HOLDERS: dict[str, Words] = {
    "active": _("la source le connaît, sans réserve"),
    "deactivated": _("la source a désactivé ce numéro"),
    "deceased": _("la source le dit décédé"),
    "unknown": _("la source ne le connaît pas"),
    "closed": _("la source le dit fermé"),
    "ceased": _("la source dit que son activité a cessé"),
}
ACCESSES: dict[str, Words] = {
    "partner": _("Lecture par un organisme"),
    "exchange": _("Question à une source"),
    "reveal": _("Lecture motivée d’un agent"),
    "export": _("Données remises à la personne"),
}
