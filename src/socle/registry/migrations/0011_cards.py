"""Insured's cards, their states over time, and certificates of the register."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0012_papers"),
        ("registry", "0010_merging"),
    ]

    operations = together(
        migrations.CreateModel(
            name="InsuredCard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
                ("issued_on", models.DateField()),
                ("expires_on", models.DateField()),
            ],
            options={
                "db_table": "insured_card",
                "indexes": [],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="CardStateOfPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.insuredcard"
                    ),
                ),
                ("state", models.CharField(max_length=10)),
            ],
            options={
                "db_table": "card_state",
                "indexes": [
                    models.Index(fields=["act"], name="card_state_act"),
                    models.Index(
                        condition=models.Q(("state__in", ["made", "held"]), _negated=True),
                        fields=["fund", "card"],
                        name="card_state_revoked",
                    ),
                    models.Index(
                        condition=models.Q(("state", "made")),
                        fields=["fund", "card"],
                        name="card_state_waiting",
                    ),
                ],
                "constraints": [],
            },
        ),
        migrations.CreateModel(
            name="RegisterCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=20)),
                (
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.employer",
                    ),
                ),
                ("asked_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("code", models.CharField(max_length=30)),
                ("digest", models.BinaryField(max_length=32)),
            ],
            options={
                "db_table": "register_certificate",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "number"), name="register_certificate_number_once"
                    ),
                    models.UniqueConstraint(
                        fields=("fund", "code"), name="register_certificate_code_once"
                    ),
                ],
                "indexes": [],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0011_cards.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
