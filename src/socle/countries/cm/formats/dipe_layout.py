"""The C04 record of the DIPE, in its two lengths, with the fund's field names."""

from socle.countries.fixed_width import Field, Layout

_COMMON = (
    Field("code_enregistrement", 1, 3, "literal", b"C04"),
    Field("numero_dipe", 4, 5, "N", optional=True),
    Field("cle_numero_dipe", 9, 1, "AN"),
    Field("numero_contribuable", 10, 14, "AN"),
    Field("numero_feuillet", 24, 2, "N"),
    Field("numero_employeur", 26, 10, "N"),
    Field("cle_employeur", 36, 1, "AN"),
    Field("regime_cnps", 37, 1, "N"),
    Field("annee", 38, 4, "N"),
    Field("numero_assure", 42, 10, "N", optional=True),
    Field("cle_assure", 52, 1, "AN"),
    Field("nombre_jours", 53, 2, "N"),
    Field("salaire_brut", 55, 10, "N"),
    Field("salaire_exceptionnel", 65, 10, "N"),
    Field("salaire_taxable", 75, 10, "N"),
    Field("salaire_cotisable", 85, 10, "N"),
    Field("salaire_cotisable_plafonne", 95, 10, "N"),
)

C04 = Layout(
    "C04",
    135,
    (
        *_COMMON,
        Field("retenue_irpp", 105, 8, "N", optional=True),
        Field("retenue_taxe_communale", 113, 6, "N", optional=True),
        Field("numero_ligne", 119, 2, "N"),
        Field("matricule_interne", 121, 14, "AN"),
        Field("reserve", 135, 1, "filler"),
    ),
)

C04_NAMED = Layout(
    "C04",
    195,
    (
        *_COMMON,
        Field("reserve", 105, 7, "filler"),
        Field("numero_ligne", 112, 9, "N"),
        Field("matricule_interne", 121, 14, "AN"),
        Field("nom_prenom", 135, 61, "AN"),
    ),
)

LAYOUTS = {layout.length: layout for layout in (C04, C04_NAMED)}
