"""A check of coverage asks for the days of the present by a plan that says nothing else."""

from importlib import import_module

from django.db import migrations

from socle.platform.database.tables import together

_before = import_module("socle.coverage.migrations.0003_checks")
_FACTS = _before._at_present("".join(_before._FACTS[1:])).replace(
    "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
)
_DAYS = "credited_days_as_of(mine, since, (day + 1), 'infinity')"


class Migration(migrations.Migration):
    dependencies = [("coverage", "0003_checks"), ("contributions", "0017_credited_now")]
    operations = together(
        migrations.RunSQL(
            _FACTS.replace(_DAYS, "credited_days_now(mine, since, (day + 1))"), _FACTS
        )
    )
