"""Operations that make tables go together, up to the first that does anything else."""

from django.db.migrations.operations import AddConstraint, AddField, CreateModel, RunSQL
from django.db.models import BigAutoField, CheckConstraint, IntegerField, Q

from socle.platform.database.tables import CreateTables, together

ID = [("id", BigAutoField(primary_key=True))]
POSITIVE = CheckConstraint(condition=Q(id__gt=0), name="positive")


def test_only_what_makes_or_completes_the_same_tables_goes_together() -> None:
    first, second = CreateModel("First", ID), CreateModel("Second", ID)
    older, own = AddConstraint("older", POSITIVE), AddConstraint("first", POSITIVE)
    late = AddField("first", "size", IntegerField(default=0))
    sql = RunSQL("SELECT 1")
    found = together(first, second, own, older, sql, late)
    [tables, *others] = found
    assert isinstance(tables, CreateTables)
    assert tables.operations == [first, second, own]
    # To a table that was made before, each is done in its turn.
    assert others == [older, sql, late]
