"""How long a fund keeps the logs that only grow, and the one way of purging what is older."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0016_calls")]
    operations = together(
        migrations.CreateModel(
            name="LogKeeping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("log", models.CharField(max_length=20)),
                ("months", models.SmallIntegerField()),
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
            ],
            options={
                "db_table": "log_keeping",
                "indexes": [models.Index(fields=["act"], name="log_keeping_act")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 1200)),
                        name="log_keeping_months",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="partneraccess",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["accessed_at"], name="partner_access_when"
            ),
        ),
        migrations.AddIndex(
            model_name="papermade",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["made_at"], name="paper_made_when"
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0017_log_keeping.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
