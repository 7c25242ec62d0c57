"""Comparing names as they are heard: French and African spellings, Latin and Arabic script.

Pure. A word has a *skeleton*, its consonants as classes that both scripts share, and in Latin
script a *sound*, the same with its vowels. Skeletons find candidates, sounds tell them apart:
Fatoumata and Fatimata have one skeleton and two sounds. The database computes skeletons by the
same rules, in the same order (its function `name_skeleton`); a test holds the two together.
Agreements are whole percents: they order and explain, they decide nothing.
"""

import re
import unicodedata
from functools import lru_cache

SAME = 100
SAME_SOUND = 95
SAME_SKELETON = 85  # of another script, or with vowels that are often confused
LEAST = 70  # below, two words are different words

# Letters that lose nothing but a mark, which Unicode does not take apart.
_PLAIN = str.maketrans(
    {"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "ŋ": "n"}
    | {"ɓ": "b", "ɗ": "d", "ɛ": "e", "ɔ": "o", "ƴ": "y"}
)
_ARABIC_ALIKE = str.maketrans("أإآٱىةؤئ", "ااااىهوي")
_APART = re.compile(r"[\W_]+")
_ARABIC = re.compile(r"[\u0600-\u06ff]")

# Written apart or together with what follows: Ben Ali, Benali; N’Guessan, Nguessan; عبد الله.
JOINED = frozenset(
    (
        *("n", "m", "d", "l", "ben", "bel", "bou", "abou", "abu", "ait", "oulad"),
        *("abd", "abdel", "abdul", "abdoul", "abdal", "بن", "بو", "ابو", "عبد", "ايت"),
    )
)
# Said or left out: El Mansouri, Mansouri; Ould Daddah; and what French puts between names.
DROPPED = frozenset(
    (
        *("el", "al", "ould", "wuld", "weld", "mint", "ولد", "منت", "ال"),
        *("de", "du", "des", "la", "le", "les", "et"),
    )
)

# An Arabic letter as the class of its sound. Long vowels and ʿayn are no consonants.
_LETTERS = str.maketrans(
    "بپتثجحخدذرزسشصضطظغفڤقكگڭلمنه",
    "BBTTJHKDDRSSCSDTSGFFKKGGLMNH",
    "اوىيءؤئعة",
)
_CONSONANT = "[b-df-hj-np-tv-xz]"
# In this order. Small letters are still to be read, capitals are classes: C is French « ch ».
_RULES = tuple(
    (re.compile(pattern), said)
    for pattern, said in (
        (rf"^(el|al)(?={_CONSONANT}[a-z]*{_CONSONANT}[a-z]*{_CONSONANT})", ""),
        (r"^ال(?=[^ا]{3})", ""),
        (r"لل", "ل"),
        (r"^wu", "u"),
        (r"^ou(?=[aei])", "w"),
        (r"^w(?=[aeio])", "W"),
        (r"^و(?=.)", "W"),
        (r"^(n?)di(?=[aou])", r"\1J"),
        (r"^[yي](?=.)", "Y"),
        (r"[hهح]$", ""),
        (r"tch|sch|ch|sh", "C"),
        (r"dj", "J"),
        (r"ng", "NG"),
        (r"gn", "N"),
        (r"gu(?=[ei])|gh", "G"),
        (r"g(?=[eiy])", "J"),
        (r"c(?=[eiy])", "S"),
        (r"qu|kh|ck", "K"),
        (r"ph", "F"),
        (r"([tdrb])h", r"\1"),
        (r"x", "KS"),
    )
)
_CLASSES = str.maketrans("bpfvtdckqgjszlmnrh", "BBFFTDKKKGJSSLMNRH")
_REPEATED = re.compile(r"(.)\1+")
_VOWELS = (
    (re.compile(r"eaux?$|eau|au|oo|ou|o|u|w"), "U"),
    (re.compile(r"ai|ei|ee|ey|ay|e"), "E"),
    (re.compile(r"i|y"), "I"),
    (re.compile(r"a"), "A"),
)
_NEAR_VOWELS = 1  # e, which is heard as any other
_FAR_VOWELS = 3
_MOST_VOWELS = 2  # what two spellings of one name may differ by
_LEFT_OUT = 5  # percents, each word
_SHORT, _LONG = 5, 8  # letters: below the first, a slip makes another name
# A country's names are some thousands of words: how one is heard is worked out once.
_heard_once = lru_cache(maxsize=32_768)


def fold(text: str) -> str:
    """A name without case, accents, vowel marks and signs; words apart by one space.

    Example:
        >>> fold("N’Guessan  Aïcha")
        'n guessan aicha'
    """
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_ARABIC_ALIKE))
    marked = "".join(each for each in plain if not unicodedata.combining(each) and each != "ـ")
    return _APART.sub(" ", marked.translate(_PLAIN)).strip()


def is_arabic(text: str) -> bool:
    """Whether a text has letters of the Arabic script."""
    return bool(_ARABIC.search(text))


@_heard_once
def words(name: str) -> tuple[str, ...]:
    """The words of a name that tell people apart, each as its particles make it.

    Example:
        >>> words("N’Guessan Ben Ali")
        ('nguessan', 'benali')
        >>> words("Ould El Mansouri")
        ('mansouri',)
    """
    found: list[str] = []
    begun = ""
    every = fold(name).split()
    for word in every:
        if word in JOINED:
            begun += word
        elif word in DROPPED and not begun:
            continue
        else:
            found.append(begun + word)
            begun = ""
    if begun:
        found.append(begun)
    # Who is called by a particle alone is called so.
    return tuple(found or every)


@_heard_once
def skeleton(word: str) -> str:
    """The consonants of a word by class, alike for both scripts; its first letter where none.

    Example:
        >>> skeleton("mohammed"), skeleton("محمد"), skeleton("koulibali"), skeleton("aya")
        ('MHMD', 'MHMD', 'KLBL', 'a')
    """
    return re.sub(r"[^A-Z0-9]", "", _consonants(word)) or word[:1]


@_heard_once
def sound(word: str) -> str:
    """A word in Latin script as it is heard, vowels too.

    Example:
        >>> sound("coulibaly") == sound("koulibali")
        True
        >>> sound("fatoumata") == sound("fatimata")
        False
    """
    heard = _consonants(word)
    for pattern, said in _VOWELS:
        heard = pattern.sub(said, heard)
    return _REPEATED.sub(r"\1", heard)


def _consonants(word: str) -> str:
    heard = word
    for pattern, said in _RULES:
        heard = pattern.sub(said, heard)
    heard = heard.translate(_LETTERS).translate(_CLASSES)
    # Arabic writes a letter twice only where a vowel stands between.
    return heard if is_arabic(word) else _REPEATED.sub(r"\1", heard)


def word_agreement(one: str, other: str) -> int:
    """How much two folded words agree, in percent; 0 where they are different words."""
    if one == other:
        return SAME
    same_bones = skeleton(one) == skeleton(other)
    if is_arabic(one) != is_arabic(other):
        return SAME_SKELETON if same_bones else 0
    if same_bones and not is_arabic(one):
        apart = _vowels_apart(sound(one), sound(other))
        if apart <= _MOST_VOWELS:
            return SAME_SKELETON if apart else SAME_SOUND
    return 0 if same_bones and not is_arabic(one) else _typed(one, other)


def name_agreement(one: str, other: str) -> int:
    """How much two names agree, in percent, their words in whatever order.

    A name may leave words of the other out: each one left out costs a little.
    """
    left, right = list(words(one)), list(words(other))
    if not left or not right:
        return 0
    if len(left) > len(right):
        left, right = right, left
    pairs = sorted(
        ((word_agreement(a, b), i, j) for i, a in enumerate(left) for j, b in enumerate(right)),
        key=lambda each: (-each[0], each[1], each[2]),
    )
    taken: dict[int, int] = {}  # by place in the shorter name
    used: set[int] = set()
    for agreed, i, j in pairs:
        if agreed >= LEAST and i not in taken and j not in used:
            taken[i] = agreed
            used.add(j)
    if len(taken) < len(left):
        return 0
    whole = sum(taken.values()) // len(left)
    return max(0, whole - _LEFT_OUT * (len(right) - len(left)))


def _typed(one: str, other: str) -> int:
    """How much two words agree if they were the same before a slip of the fingers."""
    shorter, longer = sorted((len(one), len(other)))
    if shorter < _SHORT:
        return 0
    most = 2 if shorter >= _LONG else 1
    apart = edits(one, other, most=most)
    return SAME - SAME * apart // longer if apart <= most else 0


def edits(one: str, other: str, *, most: int) -> int:
    """How many letters are typed, left out, changed or exchanged with the next, up to `most` + 1.

    Example:
        >>> edits("bennani", "benanni", most=2), edits("talla", "onana", most=1)
        (1, 2)
    """
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        last, row, older = row, [i], before
        for j, b in enumerate(other, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and b == one[i - 2]:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        before = last
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _vowels_apart(one: str, other: str) -> int:
    """How far apart the vowels of two sounds are whose consonants are the same."""
    left, right = _between(one), _between(other)
    if len(left) != len(right):
        return _FAR_VOWELS
    apart = 0
    for place, (a, b) in enumerate(zip(left, right, strict=True), 1):
        if a == b:
            continue
        # The last one tells a woman's name: Karim and Karima, Amine and Amina.
        is_feminine = place == len(left) and "A" in (a, b)
        is_near = (not a or not b or "E" in a + b) and not is_feminine
        apart += _NEAR_VOWELS if is_near else _FAR_VOWELS
    return apart


def _between(heard: str) -> list[str]:
    """The vowels before, between and after the consonants of a sound."""
    return re.split(r"[^AEIU]", heard)
