"""Keys that sign cards and papers, and the log of who made which paper."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0011_audit_at_once")]

    operations = together(
        migrations.CreateModel(
            name="SigningKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key_id", models.CharField(max_length=16)),
                ("public", models.BinaryField(max_length=65)),
                ("private", models.BinaryField(max_length=200)),
                ("made_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
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
                "db_table": "signing_key",
                "constraints": [
                    models.UniqueConstraint(fields=("fund", "key_id"), name="signing_key_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperMade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=30)),
                ("number", models.CharField(max_length=40)),
                ("subject", models.CharField(max_length=40)),
                ("purpose", models.CharField(blank=True, default="", max_length=200)),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "paper_made",
                "indexes": [models.Index(fields=["fund", "subject"], name="paper_made_subject")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0012_papers.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
