"""How employers lay out their spreadsheets, and what was said with one when it was handed in."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
from django.db import migrations, models

from socle.platform.database.tables import together


def _column() -> "models.CharField[str, str]":
    return models.CharField(max_length=120)


def _free_column() -> "models.CharField[str, str]":
    return models.CharField(max_length=120, blank=True, default="")


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0005_cures"),
        ("platform", "0002_ground"),
        ("registry", "0002_two_times"),
    ]
    operations = together(
        migrations.CreateModel(
            name="FileProfile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("act", models.ForeignKey(to="platform.act", on_delete=models.PROTECT)),
                (
                    "employer",
                    models.ForeignKey(null=True, to="registry.employer", on_delete=models.PROTECT),
                ),
                (
                    "fund",
                    models.ForeignKey(db_index=False, to="platform.fund", on_delete=models.PROTECT),
                ),
            ],
            options={
                "db_table": "file_profile",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["fund", "number"], name="file_profile_number_once"
                    ),
                    models.UniqueConstraint(
                        fields=["fund", "employer", "name"],
                        name="file_profile_name_once",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FileProfileMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("headings_row", models.SmallIntegerField()),
                ("separator", models.CharField(blank=True, default="", max_length=10)),
                ("decimal_mark", models.CharField(max_length=10)),
                ("sheet", _free_column()),
                ("employer_number", _free_column()),
                ("month", _free_column()),
                ("insured_number", _column()),
                ("insured_name", _free_column()),
                ("days", _column()),
                ("wage", _column()),
                ("wage_capped", _free_column()),
                ("act", models.ForeignKey(to="platform.act", on_delete=models.PROTECT)),
                (
                    "fund",
                    models.ForeignKey(db_index=False, to="platform.fund", on_delete=models.PROTECT),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False, to="contributions.fileprofile", on_delete=models.PROTECT
                    ),
                ),
            ],
            options={
                "db_table": "file_profile_mapping",
                "indexes": [models.Index(fields=["act"], name="file_profile_mapping_act")],
            },
        ),
        migrations.CreateModel(
            name="DepositProfile",
            fields=[
                (
                    "deposit",
                    models.OneToOneField(
                        primary_key=True,
                        serialize=False,
                        to="contributions.deposit",
                        on_delete=models.PROTECT,
                    ),
                ),
                ("month", models.DateField(null=True)),
                (
                    "fund",
                    models.ForeignKey(db_index=False, to="platform.fund", on_delete=models.PROTECT),
                ),
                (
                    "profile",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        to="contributions.fileprofile",
                        on_delete=models.PROTECT,
                    ),
                ),
            ],
            options={"db_table": "deposit_profile"},
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0006_file_profiles.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
