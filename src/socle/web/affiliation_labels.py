"""Words of the screens about affiliates: their data, their kinds, what they are to each other."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

INPUTS: "dict[str, _StrPromise]" = {
    "affiliate_kind": _("Nature de l’affilié"),
    "legal_form": _("Forme juridique"),
    "trade_register": _("Registre du commerce"),
    "tax_number": _("Identifiant fiscal"),
    "business_tax": _("Taxe professionnelle, patente"),
    "activity": _("Activité principale"),
    "first_hired_on": _("Date d’embauche du premier salarié"),
    "headcount": _("Effectif"),
    "parent_company": _("Numéro de la société mère"),
    "parent_id": _("Société mère"),
    "person_id": _("Assuré"),
    "liaison_body": _("Numéro de l’organisme de liaison"),
    "relation": _("Lien"),
    "origin": _("Qui a demandé l’affiliation"),
    "grounds": _("D’où la caisse le sait"),
    "address_status": _("Ce qu’est cette adresse"),
    "activity_address": _("Adresse du lieu d’activité"),
    "activity_city": _("Ville du lieu d’activité"),
    "phone": _("Téléphone"),
    "email": _("Courriel"),
    "agency": _("Agence de rattachement"),
    "agency_code": _("Code de l’agence"),
    "agency_name": _("Nom de l’agence"),
    "identifier": _("Identifiant légal"),
    "identifier_value": _("Sa valeur"),
    "kind": _("Nature"),
    "successor": _("Employeur qui l’absorbe"),
    "successor_id": _("Employeur qui l’absorbe"),
    "employments_ended": _("Emplois terminés"),
    "employments_moved": _("Emplois repris"),
    "capacity": _("Qualité"),
    "representative": _("Rang du représentant"),
}
CHOICES: "dict[str, _StrPromise]" = {
    # kinds of affiliate
    "company": _("Entreprise"),
    "farm": _("Exploitation agricole"),
    "fishing": _("Armement à la pêche"),
    "craft": _("Entreprise artisanale"),
    "household_employer": _("Employeur de maison"),
    "public_body": _("État, collectivité, établissement public"),
    "private_school": _("Établissement d’enseignement privé"),
    "liaison_body": _("Organisme de liaison"),
    "self_employed": _("Travailleur non salarié"),
    "voluntary_insured": _("Assuré volontaire"),
    "informal_worker": _("Travailleur de l’économie informelle"),
    # legal forms
    "sole_trader": _("Entreprise individuelle"),
    "llc": _("Société à responsabilité limitée (SARL)"),
    "single_llc": _("SARL à associé unique"),
    "public_limited": _("Société anonyme (SA)"),
    "simplified": _("Société par actions simplifiée (SAS)"),
    "partnership": _("Société en nom collectif ou en commandite"),
    "economic_interest_group": _("Groupement d’intérêt économique (GIE)"),
    "cooperative": _("Coopérative"),
    "association": _("Association"),
    "other": _("Autre"),
    # what an address is
    "head_office": _("siège"),
    "domiciled": _("domiciliation"),
    "workplace": _("lieu d’activité"),
    # how the fund came to know an employer
    "request": _("l’employeur"),
    "own_motion": _("la caisse, d’office"),
    "inspection": _("un contrôle sur place"),
    "data_matching": _("un rapprochement de fichiers"),
    "worker_report": _("le signalement d’un salarié"),
    "other_body": _("une autre administration"),
    # links and representatives
    "subsidiary": _("filiale"),
    "liaison": _("affilié par son organisme de liaison"),
    "merger": _("fusion"),
    "director": _("Gérant, directeur"),
    "proxy": _("Mandataire"),
    "fiduciary": _("Fiduciaire"),
    "everything": _("tous les actes"),
    "affiliation_acts": _("l’affiliation"),
    "declaration_acts": _("les déclarations"),
    "payment_acts": _("les paiements"),
    # legal identifiers
    "company_number": _("Numéro d’entreprise"),
    "trade_register": _("Registre du commerce"),
    "tax_number": _("Identifiant fiscal"),
    "business_tax": _("Taxe professionnelle, patente"),
    "no_filing": _("aucune : il n’emploie personne"),
}
