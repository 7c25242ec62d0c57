"""Runs of letters, asked for on a screen and sent by the worker."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0002_ground"),
        ("platform", "0006_four_eyes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NoticeRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=120)),
                ("due_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("started_at", models.DateTimeField(null=True)),
                ("refusal", models.CharField(blank=True, default="", max_length=60)),
                ("refusal_facts", models.JSONField(default=dict)),
                (
                    "act",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
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
                "db_table": "notice_run",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "number"), name="notice_run_number_once"
                    ),
                    models.UniqueConstraint(fields=("fund", "key"), name="notice_run_key_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("act__isnull", True), ("refusal", "")),
                        fields=("fund",),
                        name="notice_run_one_at_once",
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0003_notice_run.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
