"""Amounts in French words, as a receipt of money must carry them (montant en toutes lettres)."""

from socle.kernel.money import currency_digits

_SMALL = (
    *("zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
    *("dix-sept", "dix-huit", "dix-neuf"),
)
_TENS = {2: "vingt", 3: "trente", 4: "quarante", 5: "cinquante", 6: "soixante", 8: "quatre-vingt"}
_SCALES = ((10**9, "milliard"), (10**6, "million"))
# One unit, several, one hundredth, several.
_UNITS = {
    "XAF": ("franc CFA", "francs CFA", "", ""),
    "XOF": ("franc CFA", "francs CFA", "", ""),
    "GNF": ("franc guinéen", "francs guinéens", "", ""),
    "KMF": ("franc comorien", "francs comoriens", "", ""),
    "MAD": ("dirham", "dirhams", "centime", "centimes"),
    "CDF": ("franc congolais", "francs congolais", "centime", "centimes"),
    "TND": ("dinar", "dinars", "millime", "millimes"),
}


def amount_in_words(minor: int, currency: str) -> str:
    """An amount as it is spoken, in French.

    Example:
        >>> amount_in_words(1_200_080, "XAF")
        'un million deux cent mille quatre-vingts francs CFA'
    """
    one, several, small_one, small_several = _UNITS[currency]
    whole, rest = divmod(abs(minor), 10 ** currency_digits(currency))
    # "un million de francs", but "un million deux cents francs".
    of = "de " if whole >= 10**6 and whole % 10**6 == 0 else ""
    said = f"{number_in_words(whole)} {of}{several if whole > 1 else one}"
    if rest:
        said += f" et {number_in_words(rest)} {small_several if rest > 1 else small_one}"
    return said


def number_in_words(number: int) -> str:
    """A whole number from zero in French words, in the traditional spelling.

    Example:
        >>> number_in_words(2_471)
        'deux mille quatre cent soixante et onze'
    """
    if number == 0:
        return _SMALL[0]
    said: list[str] = []
    for scale, name in _SCALES:
        count, number = divmod(number, scale)
        if count:
            said.append(f"{number_in_words(count)} {name}{'s' if count > 1 else ''}")
    thousands, number = divmod(number, 1000)
    if thousands:
        # "mille" takes no "un", and what it counts no plural: quatre-vingt mille.
        said.append(
            "mille" if thousands == 1 else f"{_below_thousand(thousands, is_last=False)} mille"
        )
    if number:
        said.append(_below_thousand(number, is_last=True))
    return " ".join(said)


def _below_thousand(number: int, *, is_last: bool) -> str:
    hundreds, rest = divmod(number, 100)
    said: list[str] = []
    if hundreds:
        plural = "s" if hundreds > 1 and not rest and is_last else ""
        said.append("cent" if hundreds == 1 else f"{_SMALL[hundreds]} cent{plural}")
    if rest:
        said.append(_below_hundred(rest, is_last=is_last))
    return " ".join(said)


def _below_hundred(number: int, *, is_last: bool) -> str:
    if number < len(_SMALL):
        return _SMALL[number]
    tens, unit = divmod(number, 10)
    if tens in {7, 9}:  # soixante-dix, quatre-vingt-dix: counted on from the ten before
        tens, unit = tens - 1, unit + 10
    if number == 80:
        return "quatre-vingts" if is_last else "quatre-vingt"
    if not unit:
        return _TENS[tens]
    joint = " et " if unit in {1, 11} and tens != 8 else "-"
    return f"{_TENS[tens]}{joint}{_SMALL[unit]}"
