"""Careers elsewhere, liaison forms and certificates of rights: rows added by acts."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together

_GROUND = Path(__file__).with_name("0006_borders.sql")


def _id() -> tuple[str, models.BigAutoField]:  # type: ignore[type-arg]
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _to(model: str, *, is_indexed: bool = True, may_lack: bool = False) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        to=model,
        db_index=is_indexed,
        null=may_lack,
    )


class Migration(migrations.Migration):
    dependencies = [("benefits", "0005_campaigns")]

    operations = together(
        migrations.CreateModel(
            name="LiaisonForm",
            fields=[
                _id(),
                ("number", models.CharField(max_length=60)),
                ("country", models.CharField(max_length=2)),
                ("institution", models.CharField(max_length=80)),
                ("issued_on", models.DateField()),
                ("sha256", models.BinaryField(max_length=32)),
                ("act", _to("platform.act")),
                ("document", _to("platform.document", is_indexed=False)),
                ("fund", _to("platform.fund", is_indexed=False)),
                ("person", _to("registry.person")),
            ],
            options={
                "db_table": "liaison_form",
                "indexes": [models.Index(fields=["fund", "sha256"], name="liaison_form_same")],
            },
        ),
        migrations.CreateModel(
            name="ForeignPeriod",
            fields=[
                _id(),
                ("country", models.CharField(max_length=2)),
                ("institution", models.CharField(max_length=80)),
                ("number_there", models.CharField(max_length=40)),
                ("first_month", models.DateField()),
                ("last_month", models.DateField()),
                ("months", models.SmallIntegerField()),
                ("wage", models.BigIntegerField(null=True)),
                ("currency", models.CharField(blank=True, default="", max_length=3)),
                ("act", _to("platform.act")),
                ("form", _to("benefits.liaisonform", may_lack=True)),
                ("fund", _to("platform.fund", is_indexed=False)),
                ("person", _to("registry.person")),
            ],
            options={
                "db_table": "foreign_period",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("first_month__lte", models.F("last_month")), ("months__gt", 0)
                        ),
                        name="foreign_period_of_months",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RightsCertificate",
            fields=[
                _id(),
                ("number", models.CharField(max_length=40)),
                ("asked_on", models.DateField()),
                ("valid_until", models.DateField()),
                ("code", models.CharField(max_length=30)),
                ("digest", models.BinaryField(max_length=32)),
                ("act", _to("platform.act")),
                ("fund", _to("platform.fund", is_indexed=False)),
                ("person", _to("registry.person")),
            ],
            options={
                "db_table": "rights_certificate",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "number"), name="rights_certificate_once"
                    ),
                    models.UniqueConstraint(
                        fields=("fund", "code"), name="rights_certificate_code_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GROUND.read_text("utf-8"), migrations.RunSQL.noop),
    )
