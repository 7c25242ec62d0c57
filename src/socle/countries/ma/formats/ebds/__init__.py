"""e-BDS de la CNSS du Maroc: the employer's monthly declaration by exchange of files.

Owns the three files (prefilled A, main B, complementary E), their layouts, controls, reading
and writing. Knows neither ceiling nor minimum wage; who is registered is asked later.

Source: CNSS, Cahier des charges relatif à la réalisation des déclarations des salaires en mode
Échange de fichiers, version 2, February 2006.
"""

from socle.countries.declaration import PrefillRow
from socle.countries.ma.formats.ebds.comparison import check_against_prefill
from socle.countries.ma.formats.ebds.declared import EbdsFormat
from socle.countries.ma.formats.ebds.prefill_format import EbdsPrefill
from socle.countries.ma.formats.ebds.prefilled import Header, Prefill, read_prefilled
from socle.countries.ma.formats.ebds.writing import file_name, write_declaration, write_prefilled

FORMATS = (
    EbdsFormat("B", "main"),
    EbdsFormat("E", "complementary"),
    EbdsFormat("A", "prefilled"),
)
PREFILLS = (EbdsPrefill(),)

__all__ = [
    "FORMATS",
    "PREFILLS",
    "EbdsFormat",
    "EbdsPrefill",
    "Header",
    "Prefill",
    "PrefillRow",
    "check_against_prefill",
    "file_name",
    "read_prefilled",
    "write_declaration",
    "write_prefilled",
]
