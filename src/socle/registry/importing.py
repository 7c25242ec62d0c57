"""Registering many at once, from a file of a third body: one act, set by set."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.db import connection

from socle.kernel.errors import Refused
from socle.platform.access.types import Desk
from socle.platform.acts.progress import AlreadyDone, performing
from socle.platform.acts.types import ActAnswer, ActRequest
from socle.platform.sql import statements
from socle.registry.types import ImportedPerson

SQL = statements(Path(__file__).parent)
ACT_TYPE = "import_persons"


def import_persons(
    *, desk: Desk, persons: Iterable[ImportedPerson], source: str, effective_on: date, key: str
) -> ActAnswer:
    """Registers persons and their employment by one act. The file is taken whole or not at all.

    Raises:
        Refused: a number comes twice or is taken, or an employer is not known.
    """
    request = ActRequest(
        desk=desk,
        type=ACT_TYPE,
        fields={"source": source},
        effective_on=effective_on,
        motive="",
        key=key,
    )
    try:
        with performing(request, subject_kind="import", subject_number=key) as act:
            count = _stage(persons)
            with connection.cursor() as cursor:
                cursor.execute(SQL["first_clash"])
                clash = cursor.fetchone()
                if clash is not None:
                    raise Refused("registry.import_clash", number=clash[0], reason=clash[1])
                cursor.execute(SQL["insert_persons"], [act.id])
                cursor.execute(SQL["insert_civil_status"], [effective_on])
                cursor.execute(SQL["insert_employment"], [effective_on])
            act.after = {"persons": count}
            return act.answer()
    except AlreadyDone as done:
        return done.answer


def _stage(persons: Iterable[ImportedPerson]) -> int:
    count = 0
    with connection.cursor() as cursor:
        cursor.execute(SQL["create_import"])
        with cursor.copy("COPY stage_person FROM STDIN") as rows:
            for each in persons:
                rows.write_row(
                    (
                        *(each.number, each.family_name, each.given_names, each.birth_on),
                        *(each.sex, each.employer_number, each.hired_on),
                    )
                )
                count += 1
        cursor.execute("ANALYZE stage_person")
    return count
