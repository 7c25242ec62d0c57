"""Civil status and origin by hundred thousands: acts and persons looked up by the statement.

A reference checked a row at a time, three a person, and the stamp of a row were a quarter of what
a row of an import took. The rows of one statement are of one act: it is asked once.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

_TABLES = ("personcivilstatus", "personorigin")
_REFERENCES = (("act", "platform.act"), ("person", "registry.person"))


class Migration(migrations.Migration):
    dependencies = [("registry", "0017_person_read")]
    operations = [
        migrations.SeparateDatabaseAndState(
            # The references carry the fund where a first `migrate` has ended: dropped by name.
            database_operations=[
                migrations.RunSQL(
                    Path(__file__).with_name("0018_register_in_sets.sql").read_text("utf-8"),
                    migrations.RunSQL.noop,
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name=table,
                    name=name,
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=target,
                    ),
                )
                for table in _TABLES
                for name, target in _REFERENCES
            ],
        )
    ]
