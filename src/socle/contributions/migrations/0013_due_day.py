"""The day on which months fall due, set by a fund whose law as it was read gives none."""

import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more"), ("contributions", "0012_reassessed")]
    operations = together(
        migrations.CreateModel(
            name="FundDueDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("scheme", models.CharField(max_length=40)),
                ("day", models.SmallIntegerField()),
                ("act", models.ForeignKey(to="platform.act", on_delete=models.PROTECT)),
                (
                    "fund",
                    models.ForeignKey(db_index=False, to="platform.fund", on_delete=models.PROTECT),
                ),
            ],
            options={
                "db_table": "fund_due_day",
                "indexes": [models.Index(fields=["act"], name="fund_due_day_act")],
            },
        ),
        migrations.AddConstraint(
            model_name="funddueday",
            constraint=models.CheckConstraint(
                condition=models.Q(day__gte=1, day__lte=31), name="fund_due_day_in_month"
            ),
        ),
        migrations.RunSQL(
            "SELECT socle_temporal('fund_due_day', '{fund_id,scheme}')", migrations.RunSQL.noop
        ),
    )
