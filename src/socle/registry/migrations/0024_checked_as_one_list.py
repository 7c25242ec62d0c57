"""Persons by hundred thousands: looked up as one list, their act asked once."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0023_deaths_of_merged")]
    operations = [
        migrations.SeparateDatabaseAndState(
            # The reference carries the fund where a first `migrate` has ended: dropped by name.
            database_operations=[
                migrations.RunSQL(
                    Path(__file__).with_name("0024_checked_as_one_list.sql").read_text("utf-8"),
                    migrations.RunSQL.noop,
                )
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="person",
                    name="act",
                    field=models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.act",
                    ),
                )
            ],
        )
    ]
