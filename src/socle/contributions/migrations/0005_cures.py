"""Cures of waiting lines, and which line credits which person, at any instant."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0004_own_tables"),
        ("platform", "0002_ground"),
        ("registry", "0002_two_times"),
    ]
    operations = [
        migrations.CreateModel(
            name="LineCure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("line", models.IntegerField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "declaration",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="contributions.declaration",
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.person",
                    ),
                ),
            ],
            options={
                "db_table": "line_cure",
                "indexes": [models.Index(fields=["declaration", "line"], name="line_cure_line")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0005_cures.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
