"""A check reads the charge of a merged number as the family's page does."""

from importlib import import_module
from pathlib import Path

from django.db import migrations

from socle.platform.database.tables import together

_at_present = import_module("socle.coverage.migrations.0003_checks")._at_present
_CHARGE = Path(__file__).with_suffix(".sql").read_text("utf-8")


class Migration(migrations.Migration):
    dependencies = [("coverage", "0006_checks_together")]
    operations = together(
        *(
            migrations.RunSQL(each, migrations.RunSQL.noop)
            for each in (_CHARGE, _at_present(_CHARGE))
        )
    )
