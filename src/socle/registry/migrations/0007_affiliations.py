"""What an affiliation says besides name and status: kind, identifiers, agency, group, people."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0006_four_eyes"),
        ("registry", "0006_families"),
    ]
    operations = together(
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("city", models.CharField(blank=True, default="", max_length=80)),
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
                "db_table": "agency",
                "indexes": [models.Index(fields=["act"], name="agency_act")],
            },
        ),
        migrations.CreateModel(
            name="EmployerAgency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("agency", models.CharField(max_length=20)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "employer_agency",
                "indexes": [models.Index(fields=["act"], name="employer_agency_act")],
            },
        ),
        migrations.CreateModel(
            name="EmployerContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("address_status", models.CharField(blank=True, default="", max_length=12)),
                ("activity_address", models.CharField(blank=True, default="", max_length=200)),
                ("activity_city", models.CharField(blank=True, default="", max_length=80)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("email", models.CharField(blank=True, default="", max_length=120)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "employer_contact",
                "indexes": [
                    models.Index(fields=["act"], name="employer_contact_act"),
                    models.Index(fields=["fund", "phone"], name="employer_contact_phone"),
                    models.Index(fields=["fund", "email"], name="employer_contact_email"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerIdentifier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=30)),
                ("value", models.CharField(max_length=40)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "employer_identifier",
                "indexes": [
                    models.Index(fields=["act"], name="employer_identifier_act"),
                    models.Index(
                        fields=["fund", "kind", "value"], name="employer_identifier_value"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerNature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("affiliate_kind", models.CharField(max_length=30)),
                ("legal_form", models.CharField(blank=True, default="", max_length=30)),
                ("activity", models.CharField(blank=True, default="", max_length=200)),
                ("first_hired_on", models.DateField(null=True)),
                ("headcount", models.IntegerField(null=True)),
                ("origin", models.CharField(default="request", max_length=12)),
                ("grounds", models.CharField(blank=True, default="", max_length=30)),
                ("notice_on", models.DateField(null=True)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "employer_nature",
                "indexes": [
                    models.Index(fields=["act"], name="employer_nature_act"),
                    models.Index(fields=["person"], name="employer_nature_person"),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerParent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("relation", models.CharField(max_length=12)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.employer",
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
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.employer",
                    ),
                ),
            ],
            options={
                "db_table": "employer_parent",
                "indexes": [
                    models.Index(fields=["act"], name="employer_parent_act"),
                    models.Index(fields=["parent"], name="employer_parent_parent"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("employer", models.F("parent")), _negated=True),
                        name="employer_parent_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerRepresentative",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("rank", models.IntegerField()),
                ("full_name", models.CharField(max_length=120)),
                ("capacity", models.CharField(max_length=20)),
                ("scope", models.CharField(max_length=20)),
                ("national_id", models.CharField(blank=True, default="", max_length=30)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "employer_representative",
                "indexes": [models.Index(fields=["act"], name="employer_representative_act")],
            },
        ),
        migrations.CreateModel(
            name="EmployerSuccession",
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
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.employer",
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
                    "successor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.employer",
                    ),
                ),
            ],
            options={
                "db_table": "employer_succession",
                "indexes": [
                    models.Index(fields=["act"], name="employer_succession_act"),
                    models.Index(fields=["successor"], name="employer_succession_to"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("employer", models.F("successor")), _negated=True),
                        name="employer_succession_another",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="EstablishmentPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("number", models.CharField(max_length=20)),
                ("address", models.CharField(blank=True, default="", max_length=200)),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "establishment_place",
                "indexes": [models.Index(fields=["act"], name="establishment_place_act")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0007_affiliations.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
