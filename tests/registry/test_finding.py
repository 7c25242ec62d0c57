"""Finding a person by a name as it is heard, by number, by identity document, within one fund."""

from itertools import chain

import pytest
from django.db import DatabaseError, connection, transaction
from tests import factories
from tests.conftest import TODAY
from tests.kernel.test_names import OTHERS, SAME
from tests.registry.people import done, undone
from tests.registry.test_periods import acting

from socle.kernel.names import fold, skeleton, words
from socle.platform.access.scope import fund_scope
from socle.registry.importing import import_persons
from socle.registry.queries.finding import search
from socle.registry.types import ImportedPerson
from socle.registry.types.finding import Why


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def found(place: factories.Agency, text: str) -> list[tuple[str, Why]]:
    with fund_scope(place.fund.id):
        return [(each.number, each.why) for each in search(text=text, limit=20)]


def registered(place: factories.Agency, name: str, born: str = "1984-05-02", **fields: str) -> str:
    family, _sign, given = name.partition(" ")
    return done(
        place,
        "register_person",
        family_name=family,
        given_names=given,
        birth_on=born,
        motive="homonyme",
        **fields,
    ).subject


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("BENNANI Mohamed", Why.NAME),
        ("mohamed bennani", Why.NAME),
        ("Muhammad Bennany", Why.SOUND),
        ("محمد بناني", Why.SOUND),
        ("محمد بناني 1984", Why.SOUND),
        ("Bennani Mohamed 1985", Why.NAME),  # a year around
        ("Benani Mohmaed", Why.SOUND),
        ("Bennami Mohamed", Why.NEAR),  # a slip in a consonant
        ("Bennani Mouhamned 1984", Why.NEAR),
        ("Bennani", Why.PART),
    ],
)
def test_a_name_is_found_in_any_order_spelling_and_script(
    place: factories.Agency, text: str, why: Why
) -> None:
    number = registered(place, "BENNANI Mohamed")
    registered(place, "TAZI Khadija")
    assert found(place, text) == [(number, why)]


def test_another_year_and_another_name_find_nobody(place: factories.Agency) -> None:
    registered(place, "BENNANI Mohamed")
    for text in ("Bennani Mohamed 1960", "Onana Pierre", "بناني 1950", "%", "' ; --", "99"):
        assert found(place, text) == []


def test_who_has_no_known_birth_is_found_whatever_the_year(place: factories.Agency) -> None:
    number = done(place, "register_person", family_name="AISSATOU").subject
    assert found(place, "Aïssatou 1950") == [(number, Why.NAME)]


def test_a_number_or_an_identity_document_finds_one_person(place: factories.Agency) -> None:
    number = registered(place, "BENNANI Mohamed", national_id="AB123456")
    registered(place, "BENNANI Omar")
    assert found(place, f" {number[:4]} {number[4:]}") == [(number, Why.NUMBER)]
    assert found(place, "ab 123456") == [(number, Why.IDENTITY)]


def test_a_telephone_finds_whom_the_fund_reaches_by_it_until_it_is_another(
    place: factories.Agency,
) -> None:
    number = registered(place, "BENNANI Mohamed")
    done(place, "change_contact", number=number, phone="0661 23 00 01")
    for text in ("+212661230001", "0661230001", "00212 661-23-00-01"):
        assert found(place, text) == [(number, Why.PHONE)]
    done(place, "change_contact", number=number, phone="0661230002")
    assert found(place, "0661230001") == []
    with fund_scope(factories.agency("CM").fund.id):
        assert search(text="+212661230002", limit=20) == []


def test_a_telephone_finds_an_affiliate_and_a_clerk_only_their_own(place: factories.Agency) -> None:
    employer = factories.employer(place)
    done(place, "change_employer_contact", number=employer, phone="0661230009")
    assert found(place, "0661230009") == [(employer, Why.PHONE)]
    with fund_scope(place.fund.id):
        assert search(text="0661230009", limit=9, employer_numbers=frozenset({"1"})) == []


def test_a_name_in_another_script_or_of_marriage_is_found_until_it_is_taken_back(
    place: factories.Agency,
) -> None:
    number = registered(place, "BENNANI Salma", arabic_family_name="بناني")
    act = done(
        place,
        "record_name",
        number=number,
        name_kind="marriage",
        script="latin",
        family_name="Kettani",
        given_names="Salma",
    ).act
    assert found(place, "salma kettany") == [(number, Why.SOUND)]
    undone(place, act)
    assert found(place, "salma kettany") == []
    assert [each for each, _why in found(place, "بناني سلمى")] == [number]


def test_a_corrected_name_is_found_and_a_registration_taken_back_is_not(
    place: factories.Agency,
) -> None:
    answer = done(place, "register_person", family_name="TAZI", given_names="Rachid")
    undone(place, answer.act)
    assert found(place, "Tazi Rachid") == []
    number = registered(place, "BENNANI Mohamed")
    done(place, "correct_civil_status", number=number, family_name="OUAZZANI")
    assert [each for each, _why in found(place, "wazzani mohamed")] == [number]


def test_the_beginning_of_a_family_name_finds_it(place: factories.Agency) -> None:
    number = registered(place, "BENJELLOUN Anas")
    assert found(place, "benjel") == [(number, Why.BEGINNING)]


def test_another_fund_finds_nobody_and_nobody_writes_what_is_found_by(db: None) -> None:
    one, other = factories.agency("MA"), factories.agency("MA", code="other")
    registered(one, "BENNANI Mohamed")
    assert found(other, "Bennani Mohamed") == []
    for attack in (
        "DELETE FROM person_finding",
        "UPDATE person_finding SET key = '1X'",
        "INSERT INTO person_finding SELECT * FROM person_finding",
        "SELECT registry_find('{1}')",
        "SELECT registry_forget('{1}', '{}', '{}', '{}')",
        "SELECT registry_forget_rows('{1X}', '{0}', '{1}')",
    ):
        with (
            fund_scope(one.fund.id),
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(attack)


_KEPT = "SELECT key, born, person_id, told FROM person_finding ORDER BY 1, 2, 3, 4"
_SAID = """
    WITH name AS (
      SELECT person_id, name_key FROM person_civil_status
      UNION SELECT person_id, name_key FROM person_name
    ), birth AS (
      SELECT person_id, coalesce(max(extract(year FROM birth_on)), 0)::smallint AS born
      FROM person_civil_status GROUP BY person_id
    )
    SELECT DISTINCT k.key, b.born, b.person_id, k.told
    FROM name n JOIN birth b USING (person_id), name_finding_keys(n.name_key) AS k
    ORDER BY 1, 2, 3, 4
"""


def kept_as_said(place: factories.Agency) -> int:
    """How many keys are kept: those of each believed name by itself, and no other."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(_KEPT)
        kept = cursor.fetchall()
        cursor.execute(_SAID)
        assert kept == cursor.fetchall()
    return len(kept)


def test_whatever_is_written_and_taken_back_the_keys_are_those_of_the_names_believed(
    place: factories.Agency,
) -> None:
    number = registered(place, "BENNANI Mohamed")
    first = kept_as_said(place)
    answer = done(place, "correct_civil_status", number=number, birth_on="1990-01-01")
    kept_as_said(place)
    added = {"number": number, "name_kind": "usual", "script": "latin"}
    name = done(place, "record_name", **added, family_name="EL OUAZZANI", given_names="Ali Baba")
    assert kept_as_said(place) > first
    undone(place, name.act)
    undone(place, answer.act)
    assert kept_as_said(place) == first


def test_so_they_are_of_many_at_once_some_of_whom_had_other_names(place: factories.Agency) -> None:
    people = [
        ImportedPerson(f"{rank}", f"BEN{rank} EL ALAOUI", "Awa Rose", None, "", "", None)
        for rank in range(130)
    ]
    with fund_scope(place.fund.id):
        import_persons(
            desk=place.registration, persons=people, source="x", effective_on=TODAY, key="x"
        )
    assert kept_as_said(place)
    rows = "family_name, given_names, birth_on, birth_precision, sex, national_id"
    with fund_scope(place.fund.id), acting(place, "again"), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO person_name (fund_id, person_id, kind, script, family_name, given_names,"
            " valid) SELECT fund_id, id, 'usual', 'latin', 'NDIAYE ' || number, 'Fatou', '(,)'"
            " FROM person WHERE length(number) < 3"
        )
        cursor.execute("DELETE FROM person_civil_status")
        cursor.execute("SELECT count(*) FROM person_finding")
        assert cursor.fetchone() == (0,)
        cursor.execute(
            f"INSERT INTO person_civil_status (fund_id, person_id, valid, {rows})"
            " SELECT fund_id, id, '[1984-01-01,)', 'SOW', number, '1984-01-01', 'day', '', ''"
            " FROM person"
        )
    assert kept_as_said(place)


def test_the_database_hears_a_word_as_the_kernel_does(db: None) -> None:
    names = [*chain.from_iterable((*SAME, *OTHERS)), *_EVERY_RULE]
    with connection.cursor() as cursor:
        for name in names:
            folded = fold(name)
            cursor.execute("SELECT name_words(%s)", [folded])
            assert tuple(cursor.fetchone()[0]) == words(name)
            for word in words(name):
                cursor.execute("SELECT name_skeleton(%s)", [word])
                assert cursor.fetchone()[0] == skeleton(word), word


_EVERY_RULE = (
    "Tchoua Schneider Philippe Agnès Guéye Ngessan Gilbert Ghita Cécile Quattara Jacques Thierry",
    "Dhouha Rhita Bhim Alexandre Félix Diarra Ndiaye Nadia Wuld Ouedraogo Walid Yasmine Aya Ya W",
    "Elmansouri Albert Alaoui Elhadji Djibril Mamdouh Zahra Souza 123 Kossi-Amé",
    "عبدالله والي يوسف الله ممدوح گادير ڤيكتور شيخ خديجة القاضي ال و ي ؤئء",
)
