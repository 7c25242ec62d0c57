"""Operations that make tables go together, up to the first that does anything else."""

from django.db.migrations.operations import AddConstraint, AddField, CreateModel, RunSQL
from django.db.models import BigAutoField, CheckConstraint, IntegerField, Q

from socle.platform.database.tables import Together, together

ID = [("id", BigAutoField(primary_key=True))]
POSITIVE = CheckConstraint(condition=Q(id__gt=0), name="positive")


def test_what_only_makes_or_adds_goes_together() -> None:
    made, own = CreateModel("First", ID), AddConstraint("first", POSITIVE)
    older, sql = AddField("older", "size", IntegerField(default=0)), RunSQL("SELECT 1")
    [tables, *others] = together(made, own, older, sql, older)
    assert isinstance(tables, Together)
    assert tables.operations == [made, own, older]
    # The second time it comes alone, after something else.
    assert others == [sql, older]
