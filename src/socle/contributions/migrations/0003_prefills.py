"""The rows of prefilled files, and several files for one month of which the last is in force."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("contributions", "0002_lines")]
    operations = together(
        migrations.RemoveConstraint(model_name="prefill", name="prefill_once"),
        migrations.AddIndex(
            model_name="prefill",
            index=models.Index(fields=["employer", "month"], name="prefill_month"),
        ),
        migrations.CreateModel(
            name="PrefillRow",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "prefill_id",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                (
                    "prefill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contributions.prefill",
                    ),
                ),
                ("position", models.IntegerField()),
                ("insured_number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("children", models.SmallIntegerField()),
                ("to_pay", models.BigIntegerField()),
                ("deducted", models.BigIntegerField()),
                ("net", models.BigIntegerField()),
            ],
            options={"db_table": "prefill_row"},
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0003_prefills.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
