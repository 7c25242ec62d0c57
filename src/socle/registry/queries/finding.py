"""Finding a person or an employer."""

from django.db import connection


def search(
    *,
    text: str,
    limit: int,
    with_persons: bool = True,
    employer_numbers: frozenset[str] = frozenset(),
) -> list[tuple[str, str, str]]:
    """Persons and employers by number, or by words of the name: kind, number, name.

    Words of three letters and more are found inside names; a shorter one is a whole name: Ba, Ly.
    Without persons when asked so; only those employers when any is given.
    """
    statement = """
        (SELECT 'person', p.number, btrim(p.family_name || ' ' || p.given_names) AS name
         FROM insured_person p WHERE %(with_persons)s AND upper_inf(p.valid)
           AND (p.number = %(number)s
           OR (length(%(key)s) > 2 AND p.name_key LIKE ALL (%(words)s))
           OR (length(%(key)s) BETWEEN 1 AND 2 AND (p.name_key = %(key)s
             OR p.name_key LIKE %(key)s || ' %%' OR p.name_key LIKE '%% ' || %(key)s
             OR p.name_key LIKE '%% ' || %(key)s || ' %%')))
         ORDER BY p.name_key LIMIT %(limit)s)
        UNION ALL
        (SELECT 'employer', e.number, e.legal_name FROM affiliated_employer e
         WHERE upper_inf(e.valid) AND (cardinality(%(own)s::text[]) = 0 OR e.number = ANY(%(own)s))
           AND (e.number = %(number)s
           OR (length(%(key)s) > 2 AND upper(e.legal_name) LIKE '%%' || upper(%(text)s) || '%%')
           OR (length(%(key)s) BETWEEN 1 AND 2 AND (upper(e.legal_name) = upper(%(text)s)
             OR upper(e.legal_name) LIKE upper(%(text)s) || ' %%'
             OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s)
             OR upper(e.legal_name) LIKE '%% ' || upper(%(text)s) || ' %%')))
         ORDER BY e.legal_name LIMIT %(limit)s)
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT name_key(%s, '')", [text])
        key = str(cursor.fetchone()[0])
        words = [f"%{word}%" for word in key.split()] or [key]
        number = "".join(text.split()).upper()
        escaped = text.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_").strip()
        cursor.execute(
            statement,
            {
                "number": number,
                "key": key,
                "words": words,
                "text": escaped,
                "limit": limit,
                "with_persons": with_persons,
                "own": list(employer_numbers),
            },
        )
        found: list[tuple[str, str, str]] = cursor.fetchall()
    return found[:limit]
