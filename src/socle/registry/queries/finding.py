"""Finding a person or an employer."""

import re
from dataclasses import replace
from typing import Any

import phonenumbers
from django.db import connection

from socle.countries.registry import country
from socle.platform.access.queries import current_fund
from socle.registry.queries.candidates import candidates, heard
from socle.registry.types.finding import Found, Why

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_DIGIT = re.compile(r"\d")
_MOST_CANDIDATES = 200

_OF_NUMBER = """
    SELECT p.number, btrim(s.family_name || ' ' || s.given_names), 'number', s.birth_on
    FROM person p JOIN person_civil_status s ON s.person_id = p.id AND upper_inf(s.valid)
    WHERE p.number = %(number)s
    UNION ALL
    SELECT p.number, btrim(s.family_name || ' ' || s.given_names), 'identity', s.birth_on
    FROM person_civil_status s JOIN person p ON p.id = s.person_id
    WHERE upper_inf(s.valid) AND s.national_id = %(number)s AND s.national_id <> ''
    LIMIT %(limit)s
"""
_OF_DOCUMENT = """
    SELECT p.number FROM person_civil_status s JOIN person p ON p.id = s.person_id
    WHERE upper_inf(s.valid) AND s.national_id = %s AND s.national_id <> ''
    ORDER BY p.number LIMIT 20
"""
# By equality, as all here: the index of telephones serves under row-level security.
_OF_PHONE = """
    SELECT p.number, btrim(s.family_name || ' ' || s.given_names), 'phone', s.birth_on
    FROM person_contact c JOIN person p ON p.id = c.person_id
    JOIN person_civil_status s ON s.person_id = p.id AND upper_inf(s.valid)
    WHERE upper_inf(c.valid) AND c.phone = ANY(%(phones)s)
    ORDER BY s.name_key LIMIT %(limit)s
"""
# Names in code order: from the words to the last that begins with them.
_BEGINNING = """
    SELECT p.number, btrim(s.family_name || ' ' || s.given_names),
      CASE WHEN s.name_key = %(key)s THEN 'name' ELSE 'beginning' END, s.birth_on
    FROM person_civil_status s JOIN person p ON p.id = s.person_id
    WHERE upper_inf(s.valid) AND s.name_key >= %(key)s AND s.name_key < %(key)s || U&'\\FFFF'
      AND (length(%(key)s) > 2 OR s.name_key = %(key)s OR s.name_key < %(key)s || '!')
    ORDER BY s.name_key LIMIT %(limit)s
"""
# Of the candidates, the nearest as they are written: the words in any order, or heard alike.
_NEAREST = """
    SELECT number, name, CASE WHEN near >= 1 THEN 'name' WHEN part THEN 'part'
      WHEN whole THEN 'sound' ELSE 'near' END, birth_on
    FROM (
      SELECT p.number, btrim(s.family_name || ' ' || s.given_names) AS name, s.birth_on,
        c.rank, c.whole, n.near, n.part
      FROM unnest(%(ids)s::bigint[], %(wholes)s::boolean[]) WITH ORDINALITY AS c (id, whole, rank)
      JOIN person p ON p.id = c.id
      JOIN person_civil_status s ON s.person_id = p.id AND upper_inf(s.valid)
      CROSS JOIN LATERAL (
        SELECT max(similarity(name_key, %(key)s)) AS near,
          bool_or(string_to_array(%(key)s, ' ') <@ string_to_array(name_key, ' ')) AS part
        FROM (
          SELECT s.name_key UNION ALL
          SELECT o.name_key FROM person_name o WHERE o.person_id = p.id) AS every) AS n) AS found
    ORDER BY near + CASE WHEN whole THEN 0.5 ELSE 0 END DESC, rank LIMIT %(limit)s
"""
# Where a number was merged into another, the one that is kept.
_KEPT = """
    SELECT p.number, k.number FROM person p
    JOIN person_alias a ON a.person_id = p.id JOIN person k ON k.id = a.kept_id
    WHERE p.number = ANY(%s)
"""
_REACHED = "SELECT employer_id FROM employer_contact WHERE upper_inf(valid) AND phone = ANY(%s)"
_EMPLOYERS = """
    SELECT e.number, e.legal_name, CASE WHEN e.number = %(number)s THEN 'number'
      WHEN e.employer_id = ANY(%(reached)s) THEN 'phone' ELSE 'name' END, NULL::date
    FROM affiliated_employer e
    WHERE upper_inf(e.valid) AND (cardinality(%(own)s::text[]) = 0 OR e.number = ANY(%(own)s))
      AND (e.number = %(number)s OR e.employer_id = ANY(%(reached)s)
      OR (length(%(key)s) > 2 AND upper(e.legal_name) LIKE '%%' || upper(%(text)s) || '%%')
      OR (length(%(key)s) BETWEEN 1 AND 2 AND (upper(e.legal_name) = upper(%(text)s)
        OR upper(e.legal_name) LIKE upper(%(text)s) || ' %%'
        OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s)
        OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s) || ' %%')))
    ORDER BY e.legal_name LIMIT %(limit)s
"""


def numbers_of_document(*, national_id: str) -> list[str]:
    """The insured numbers of whoever an identity document is known to be, few and in order."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_DOCUMENT, [_compact(national_id)])
        return [str(number) for (number,) in cursor.fetchall()]


def search(
    *,
    text: str,
    limit: int,
    with_persons: bool = True,
    employer_numbers: frozenset[str] = frozenset(),
) -> list[Found]:
    """Persons and employers by number, identity document, telephone, or name: nearest first.

    A name is found in whatever order, spelling or script, with one slip; `Ngono 1984` asks for the
    year of birth too. Without persons when asked so; only those employers when any is given.
    """
    found = persons(text=text, limit=limit) if with_persons else []
    escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_").strip()
    asked = {
        "number": _compact(text),
        "key": heard(name=text).folded,
        "text": escaped,
        "own": list(employer_numbers),
        "reached": _reached(_phones(text)),
        "limit": limit,
    }
    return [*found, *_rows(_EMPLOYERS, asked, "employer")][:limit]


def persons(*, text: str, limit: int) -> list[Found]:
    """Persons by number, identity document, telephone, or name and maybe a year of birth."""
    found = _persons(text, limit)
    with connection.cursor() as cursor:
        cursor.execute(_KEPT, [[each.number for each in found]])
        kept = dict(cursor.fetchall())
    return [replace(each, merged_into=kept.get(each.number, "")) for each in found]


def _persons(text: str, limit: int) -> list[Found]:
    year, name = _YEAR.search(text), _YEAR.sub(" ", text)
    # Numbers have digits. A year alone, or a name and a year, may yet be one.
    if _DIGIT.search(text):
        exact = _rows(_OF_NUMBER, {"number": _compact(text), "limit": limit}, "person")
        if not exact and (phones := _phones(text)):
            exact = _rows(_OF_PHONE, {"phones": phones, "limit": limit}, "person")
        if exact:
            return exact
    said = heard(name=name)
    if not said.keys or said.folded.replace(" ", "").isdigit():
        return []
    born = int(year.group()) if year else None
    near = candidates(name=said, year=born, limit=_MOST_CANDIDATES)
    asked = {
        "ids": [each.person_id for each in near],
        "wholes": [each.is_whole for each in near],
        "key": said.folded,
        "limit": limit,
    }
    found = _rows(_NEAREST, asked, "person") if near else []
    if born is None and len(found) < limit:
        known = {each.number for each in found}
        begun = _rows(_BEGINNING, {"key": said.folded, "limit": limit}, "person")
        found += [each for each in begun if each.number not in known]
    return found[:limit]


def _compact(text: str) -> str:
    return "".join(text.split()).upper()


def _phones(text: str) -> list[str]:
    """A telephone in the forms that it may be stored in; none where this can be no telephone."""
    here = current_fund().country
    try:
        number = phonenumbers.parse(text, here)
    except phonenumbers.NumberParseException:
        return []
    if not phonenumbers.is_possible_number(number):
        return []
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return [e164, country(here).identifiers["msisdn"].compact(text)]


def _reached(phones: list[str]) -> list[int]:
    """The affiliates that the fund reaches by a telephone."""
    if not phones:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_REACHED, [phones])
        return [int(row[0]) for row in cursor.fetchall()]


def _rows(statement: str, asked: dict[str, Any], kind: str) -> list[Found]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return [
            Found(kind, number, name, Why(why), birth.year if birth else None)
            for number, name, why, birth in cursor.fetchall()
        ]
