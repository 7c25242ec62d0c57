"""Finding persons by how their names are heard, and what was decided of those who look alike."""

from pathlib import Path
from typing import Any

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models


def find_everybody(apps: Any, schema_editor: Any) -> None:
    """Those already there, a fund at a time: row-level security holds for the owner as well."""
    funds = apps.get_model("platform", "Fund").objects.using(schema_editor.connection.alias)
    with schema_editor.connection.cursor() as cursor:
        for fund in [*funds.values_list("pk", flat=True), ""]:
            cursor.execute("SELECT set_config('app.fund', %s, true)", [str(fund)])
            cursor.execute(
                "SELECT registry_find_again(persons) FROM ("
                " SELECT array_agg(DISTINCT person_id) AS persons FROM person_civil_status)"
                " AS those WHERE persons IS NOT NULL"
            )


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0006_four_eyes"),
        ("registry", "0008_details"),
    ]
    operations = [
        migrations.CreateModel(
            name="DistinctPersons",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "db_table": "distinct_persons",
                "indexes": [models.Index(fields=["act"], name="distinct_persons_act")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0009_finding.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
        migrations.RunPython(find_everybody, migrations.RunPython.noop),
    ]
