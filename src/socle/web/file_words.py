"""Words of files: their formats, their kinds, the fields that they carry."""

from django.utils.translation import gettext_lazy as _

from socle.web.status_shapes import Words

FORMATS: dict[str, Words] = {
    "form_month": _("Formulaire de l’écran"),
    "cm_dipe": _("DIPE mensuel (Cameroun)"),
    "ma_ebds": _("Bordereau e-BDS (Maroc)"),
    "ma_ebds_main": _("Bordereau e-BDS principal (Maroc)"),
    "ma_ebds_complementary": _("Bordereau e-BDS complémentaire (Maroc)"),
    "ma_prefilled": _("Bordereau préétabli (Maroc)"),
    "tabular": _("Tableau CSV ou XLSX"),
}

MEDIA: dict[str, Words] = {
    "application/pdf": "PDF",
    "image/png": _("Image"),
    "image/jpeg": _("Image"),
    "text/plain": _("Texte"),
    "application/octet-stream": _("Autre fichier"),
}

FIELDS: dict[str, Words] = {
    "numero_assure": _("Numéro d’assuré"),
    "cle_assure": _("Clé du numéro d’assuré"),
    "numero_employeur": _("Numéro d’employeur"),
    "cle_employeur": _("Clé du numéro d’employeur"),
    "numero_dipe": _("Numéro du DIPE"),
    "cle_numero_dipe": _("Clé du numéro de DIPE"),
    "numero_contribuable": _("Numéro de contribuable"),
    "numero_feuillet": _("Numéro de feuillet (mois)"),
    "numero_ligne": _("Numéro de ligne du feuillet"),
    "regime_cnps": _("Régime"),
    "annee": _("Année"),
    "nombre_jours": _("Nombre de jours"),
    "salaire_brut": _("Salaire brut"),
    "salaire_exceptionnel": _("Salaire exceptionnel"),
    "salaire_taxable": _("Salaire taxable"),
    "salaire_cotisable": _("Salaire cotisable"),
    "salaire_cotisable_plafonne": _("Salaire cotisable plafonné"),
    "nom_prenom": _("Nom et prénom"),
    "matricule_interne": _("Matricule interne"),
    "code_enregistrement": _("Code d’enregistrement"),
}


PROFILE_FIELDS: dict[str, Words] = {
    "employer_number": _("Numéro d’employeur"),
    "month": _("Mois"),
    "insured_number": _("Numéro d’assuré"),
    "insured_name": _("Nom et prénom"),
    "days": _("Nombre de jours"),
    "wage": _("Salaire cotisable"),
    "wage_capped": _("Salaire cotisable plafonné"),
    "headings_row": _("Ligne des titres"),
    "separator": _("Séparateur"),
    "decimal_mark": _("Marque décimale"),
    "sheet": _("Feuille"),
    "comma": _("virgule"),
    "point": _("point"),
    "semicolon": _("point-virgule"),
    "tab": _("tabulation"),
    "bar": _("barre verticale"),
}
