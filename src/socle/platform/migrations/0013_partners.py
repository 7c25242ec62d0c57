"""Partners: what is agreed with them, their secrets, and every call they make."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0012_papers"),
    ]

    operations = together(
        migrations.CreateModel(
            name="PartnerAccess",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("operation", models.CharField(max_length=60)),
                ("subject_kind", models.CharField(blank=True, default="", max_length=20)),
                ("subject_number", models.CharField(blank=True, default="", max_length=60)),
                ("outcome", models.CharField(max_length=60)),
                ("accessed_at", models.DateTimeField()),
                (
                    "agreed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.act",
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "partner_access",
                "indexes": [
                    models.Index(fields=["fund", "user", "-accessed_at"], name="partner_access_by"),
                    models.Index(
                        condition=models.Q(("subject_number", ""), _negated=True),
                        fields=["fund", "subject_kind", "subject_number", "-accessed_at"],
                        name="partner_access_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("code", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("purpose", models.CharField(max_length=300)),
                ("legal_basis", models.CharField(max_length=200)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
                ("calls_per_minute", models.IntegerField()),
                ("host", models.CharField(blank=True, default="", max_length=120)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "partner_agreement",
                "indexes": [
                    models.Index(fields=["act"], name="partner_agreement_act"),
                    models.Index(fields=["fund", "code"], name="partner_agreement_code"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("slot", models.SmallIntegerField()),
                ("digest", models.BinaryField(max_length=32)),
                ("hint", models.CharField(max_length=8)),
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "partner_secret",
                "indexes": [models.Index(fields=["act"], name="partner_secret_act")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("slot__in", (1, 2))), name="partner_secret_two_at_most"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0013_partners.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
