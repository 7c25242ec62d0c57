"""Persons by hundred thousands: periods held apart by the statement, persons looked up in the fund.

Two constraints that look a period up in a tree of periods were the dearest part of a row that is
added. What they refused is refused by one question a statement, asked of the index of persons.
"""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together

_TABLES = {
    "personcivilstatus": "person_civil_status_person",
    "personorigin": "person_origin_person",
}


class Migration(migrations.Migration):
    dependencies = [("registry", "0019_numbering_by_fund")]
    operations = together(
        *(
            migrations.AlterField(
                model_name=table,
                name="person",
                field=models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    to="registry.person",
                ),
            )
            for table in _TABLES
        ),
        *(
            migrations.AddIndex(
                model_name=table, index=models.Index(fields=["fund", "person"], name=name)
            )
            for table, name in _TABLES.items()
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0020_import_by_two.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
