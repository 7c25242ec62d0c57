"""Persons: other names, origin, the state of a registration, death; how numbers are made."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0008_doubts"), ("registry", "0004_mandate")]
    operations = together(
        migrations.CreateModel(
            name="NumberRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                ("scheme", models.CharField(max_length=20)),
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
                "db_table": "number_rule",
                "indexes": [models.Index(fields=["act"], name="number_rule_act")],
            },
        ),
        migrations.CreateModel(
            name="PersonDeath",
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
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "person_death",
                "indexes": [models.Index(fields=["act"], name="person_death_act")],
            },
        ),
        migrations.CreateModel(
            name="PersonName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=8)),
                ("script", models.CharField(max_length=8)),
                ("family_name", models.CharField(max_length=100)),
                ("given_names", models.CharField(blank=True, default="", max_length=100)),
                (
                    "name_key",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            models.F("family_name"), models.F("given_names"), function="name_key"
                        ),
                        output_field=models.TextField(),
                    ),
                ),
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
                "db_table": "person_name",
                "indexes": [
                    models.Index(fields=["act"], name="person_name_act"),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("name_key", "gin_trgm_ops"),
                        name="person_name_words",
                    ),
                    models.Index(fields=["fund", "name_key"], name="person_name_same"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonOrigin",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("birth_place", models.CharField(blank=True, default="", max_length=100)),
                ("nationality", models.CharField(blank=True, default="", max_length=2)),
                ("father_name", models.CharField(blank=True, default="", max_length=120)),
                ("mother_name", models.CharField(blank=True, default="", max_length=120)),
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
                "db_table": "person_origin",
                "indexes": [models.Index(fields=["act"], name="person_origin_act")],
            },
        ),
        migrations.CreateModel(
            name="PersonRegistration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("state", models.CharField(max_length=16)),
                ("origin", models.CharField(max_length=12)),
                ("source", models.CharField(blank=True, default="", max_length=120)),
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
                "db_table": "person_registration",
                "indexes": [
                    models.Index(fields=["act"], name="person_registration_act"),
                    models.Index(fields=["fund", "state"], name="person_registration_waiting"),
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0005_persons.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
