"""Allowances kept after work ended: of two times."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0011_health_apart"),
        ("coverage", "0005_stated_covers"),
    ]

    operations = together(
        migrations.CreateModel(
            name="AllowanceKept",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=40)),
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
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "allowance_kept",
                "indexes": [models.Index(fields=["act"], name="allowance_kept_act")],
            },
        ),
        migrations.RunSQL(
            """
            SELECT socle_temporal('allowance_kept', '{person_id}');
            """,
            migrations.RunSQL.noop,
        ),
    )
