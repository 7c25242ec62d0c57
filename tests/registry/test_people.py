"""Who a person is: names in two scripts, births known to the year, corrections field by field."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from tests import factories
from tests.conftest import TODAY
from tests.registry.people import asked, done, person, undone, validated

from socle.kernel.errors import NotKnown, Refused
from socle.platform.access.scope import fund_scope
from socle.platform.acts import queries as acts
from socle.platform.acts.errors import Invalid
from socle.registry.types import NameKind, Script
from socle.registry.types.births import age_years, birth_span, least_age, most_age
from socle.registry.types.scripts import script_of

WHO = {"family_name": "BENNANI", "given_names": "Salma", "birth_on": "1980-03-16"}
ORIGIN = {
    "birth_place": "Fès",
    "nationality": "MA",
    "father_name": "Ahmed BENNANI",
    "mother_name": "Khadija EL FASSI",
}
ARABIC = {"arabic_family_name": "بناني", "arabic_given_names": "سلمى"}


@pytest.fixture
def place(db: None) -> factories.Agency:
    return factories.agency("MA")


def registered(place: factories.Agency, **fields: str) -> str:
    return done(place, "register_person", **(WHO | fields)).subject


def corrected(place: factories.Agency, number: str, **fields: Any) -> Any:
    """The act of a correction, as it is read."""
    answer = done(place, "correct_civil_status", number=number, **fields)
    with fund_scope(place.fund.id):
        return acts.act(number=answer.act)


def test_a_person_is_kept_in_both_scripts_with_where_and_of_whom_they_were_born(
    place: factories.Agency,
) -> None:
    found = person(place, registered(place, **ORIGIN, **ARABIC))
    assert (found.full_name, found.arabic_name) == ("BENNANI Salma", "بناني سلمى")
    assert {name: getattr(found, name) for name in ORIGIN} == ORIGIN
    assert found.died_on is None
    assert found.registration.is_complete


def test_who_has_one_name_and_no_known_birth_is_registered(place: factories.Agency) -> None:
    number = done(place, "register_person", family_name="AISSATOU").subject
    found = person(place, number)
    assert (found.full_name, found.birth_on, found.names) == ("AISSATOU", None, ())


def test_a_correction_changes_the_fields_it_names_and_no_other(place: factories.Agency) -> None:
    number = registered(place, **ORIGIN, **ARABIC)
    act = corrected(place, number, on=date(1980, 3, 16), given_names="Selma", birth_place="Meknès")
    found = person(place, number)
    assert (found.family_name, found.given_names) == ("BENNANI", "Selma")
    assert (found.birth_place, found.nationality) == ("Meknès", "MA")
    assert found.birth_on == date(1980, 3, 16)
    assert act.before == {"given_names": "Salma", "birth_place": "Fès"}
    assert act.after == {"given_names": "Selma", "birth_place": "Meknès"}
    undone(place, act.number)
    again = person(place, number)
    assert (again.given_names, again.birth_place) == ("Salma", "Fès")


def test_a_correction_from_a_day_on_keeps_what_was_and_what_comes_later(
    place: factories.Agency,
) -> None:
    number = registered(place)
    done(
        place, "correct_civil_status", on=date(2020, 1, 1), number=number, family_name="EL BENNANI"
    )
    done(place, "correct_civil_status", on=date(2010, 1, 1), number=number, sex="female")
    told = {
        year: (each.family_name, each.sex)
        for year in (2005, 2015, 2025)
        for each in [person(place, number, on=date(year, 6, 1))]
    }
    assert told == {
        2005: ("BENNANI", None),
        2015: ("BENNANI", "female"),
        2025: ("EL BENNANI", "female"),
    }


def test_a_birth_is_corrected_for_the_whole_life(place: factories.Agency) -> None:
    number = registered(place)
    act = corrected(
        place, number, on=date(2020, 1, 1), birth_on="1978-01-01", birth_precision="year"
    )
    for on in (date(1979, 6, 1), date(1990, 1, 1), TODAY):
        found = person(place, number, on=on)
        assert (found.birth_on, found.birth_precision) == (date(1978, 1, 1), "year")
    assert act.before == {"birth_on": "1980-03-16", "birth_precision": "day"}
    undone(place, act.number)
    assert person(place, number).birth_on == date(1980, 3, 16)


def test_what_the_file_says_already_is_not_stated_again(place: factories.Agency) -> None:
    number = registered(place)
    for year in (2000, 2010):
        corrected(place, number, on=date(year, 1, 1), family_name=f"BENNANI {year}")
    born = WHO["birth_on"]
    with pytest.raises(Refused, match="already_said"):
        done(place, "correct_civil_status", number=number, birth_on=born, given_names="Salma")
    with fund_scope(place.fund.id):
        before = history_rows()
        corrected(place, number, on=date(2015, 1, 1), birth_on=born, sex="female")
        # The last period alone is superseded: by its two parts, before that day and since.
        assert history_rows() - before == 1
    assert person(place, number, on=date(2012, 1, 1)).sex is None


def test_periods_that_come_to_say_the_same_are_stated_as_one(place: factories.Agency) -> None:
    number = registered(place)
    for year in (2000, 2010, 2020):
        corrected(place, number, on=date(year, 1, 1), family_name=f"BENNANI {year}")
    act = corrected(place, number, on=date(1995, 1, 1), family_name="TAZI")
    assert believed(place) == [("BENNANI", 1995), ("TAZI", None)]
    undone(place, act.number)
    assert [last for _name, last in believed(place)] == [2000, 2010, 2020, None]
    assert person(place, number, on=date(2012, 1, 1)).family_name == "BENNANI 2010"


def believed(place: factories.Agency) -> list[tuple[str, int | None]]:
    """The family names of the fund's only person, each with the year that ends it."""
    with fund_scope(place.fund.id), connection.cursor() as cursor:
        cursor.execute(
            "SELECT family_name, extract(year FROM upper(valid))::int FROM person_civil_status"
            " ORDER BY valid"
        )
        return list(cursor.fetchall())


def history_rows() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM person_civil_status_history")
        return int(cursor.fetchone()[0])


def test_a_datum_is_emptied_only_when_it_is_named(place: factories.Agency) -> None:
    number = registered(place, **ORIGIN, national_id="AB123456")
    act = corrected(place, number, erased="national_id")
    found = person(place, number)
    assert (found.national_id, found.nationality) == ("", "MA")
    assert act.before == {"national_id": "AB123456"}
    with pytest.raises(Refused, match="erased_and_given"):
        done(place, "correct_civil_status", number=number, erased="sex", sex="male")
    with pytest.raises(Refused, match="nothing_to_correct"):
        done(place, "correct_civil_status", number=number)
    with pytest.raises(Invalid):
        done(place, "correct_civil_status", number=number, erased="family_name")


def test_names_of_marriage_and_of_use_are_borne_from_a_day_to_another(
    place: factories.Agency,
) -> None:
    number = registered(place)
    name = {"number": number, "name_kind": "marriage", "script": "latin"}
    done(place, "record_name", on=date(2005, 7, 1), **name, family_name="TAZI")
    done(place, "withdraw_name", on=date(2015, 7, 1), **name)
    borne = {
        year: [(each.kind, each.script, each.family_name) for each in found.names]
        for year in (2004, 2010, 2020)
        for found in [person(place, number, on=date(year, 7, 1))]
    }
    assert borne == {2004: [], 2010: [(NameKind.MARRIAGE, Script.LATIN, "TAZI")], 2020: []}
    with pytest.raises(NotKnown, match="name_unknown"):
        done(place, "withdraw_name", on=date(2020, 1, 1), **name)


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"name_kind": "birth", "script": "latin", "family_name": "X"}, "first_name_is_corrected"),
        ({"name_kind": "birth", "script": "arabic", "family_name": "BENNANI"}, "script_differs"),
        ({"name_kind": "usual", "script": "latin", "family_name": "بناني"}, "script_differs"),
        (
            {"name_kind": "usual", "script": "latin", "family_name": "7 😀"},
            "name_without_letter",
        ),
    ],
)
def test_a_name_that_is_certainly_misplaced_is_refused(
    place: factories.Agency, fields: dict[str, str], refusal: str
) -> None:
    number = registered(place)
    with pytest.raises(Refused, match=refusal):
        done(place, "record_name", number=number, **fields)


@pytest.mark.parametrize(
    ("on", "fields", "refusal"),
    [
        (TODAY, {"birth_on": "2026-11-30"}, "birth_to_come"),
        (TODAY, {"birth_on": "2027-01-01", "birth_precision": "year"}, "birth_to_come"),
        (date(1979, 1, 1), {}, "before_birth"),
        (TODAY, {"family_name": "\u202e\u200b 7"}, "name_without_letter"),
        (TODAY, {"arabic_family_name": "", "arabic_given_names": "سلمى"}, "arabic_name_alone"),
    ],
)
def test_dates_that_cannot_be_are_refused(
    place: factories.Agency, on: date, fields: dict[str, str], refusal: str
) -> None:
    with pytest.raises(Refused, match=refusal):
        done(place, "register_person", on=on, **(WHO | fields))


def test_who_was_born_this_year_on_a_day_nobody_knows_is_registered(
    place: factories.Agency,
) -> None:
    number = registered(place, birth_on="2026-12-31", birth_precision="year")
    assert person(place, number).birth_precision == "year"


def test_somebody_older_than_people_live_takes_a_motive_and_a_second_person(
    place: factories.Agency,
) -> None:
    old = WHO | {"birth_on": "1900-01-01"}
    with pytest.raises(Invalid) as refused:
        asked(place.registration, "register_person", **old)
    assert {fault.code for fault in refused.value.faults} == {
        "registry.doubt_very_old",
        "acts.doubt_without_motive",
    }
    waits = asked(place.registration, "register_person", motive="acte de naissance vu", **old)
    assert waits.status == "to_validate"
    with fund_scope(place.fund.id):
        shown = acts.proposal(number=waits.act)
    assert [fault.code for fault in shown.doubts] == ["registry.doubt_very_old"]
    answer = validated(place, waits)
    assert person(place, answer.subject).birth_on == date(1900, 1, 1)


def test_ages_are_told_as_far_as_the_birth_is_known() -> None:
    assert birth_span(date(1960, 7, 3), "year") == (date(1960, 1, 1), date(1960, 12, 31))
    assert birth_span(date(1960, 2, 3), "month") == (date(1960, 2, 1), date(1960, 2, 29))
    assert birth_span(date(1960, 2, 3), "day") == (date(1960, 2, 3), date(1960, 2, 3))
    assert age_years(date(2004, 2, 29), date(2025, 2, 28)) == 20
    assert age_years(date(2004, 2, 29), date(2025, 3, 1)) == 21
    born, on = date(1960, 1, 1), date(2020, 6, 30)
    assert (least_age(born, "year", on), most_age(born, "year", on)) == (59, 60)


def test_the_script_of_a_name_is_that_of_its_letters() -> None:
    assert script_of("N'DIAYE-KOUMÉ") is Script.LATIN
    assert script_of("بن علي") is Script.ARABIC
    assert script_of("BENNANI بناني") is None
    assert script_of("—") is None
