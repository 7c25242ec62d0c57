"""Large runs are computed by a worker: who asked for one, and what came of it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0006_borders"),
        ("platform", "0015_digest_of_more"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RunAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=100)),
                ("month", models.DateField()),
                ("effective_on", models.DateField()),
                ("asked_at", models.DateTimeField()),
                ("run_number", models.CharField(blank=True, default="", max_length=40)),
                ("refusal", models.CharField(blank=True, default="", max_length=60)),
                ("facts", models.JSONField(default=dict)),
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
                "db_table": "run_asked",
                "constraints": [
                    models.UniqueConstraint(fields=("fund", "key"), name="run_asked_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("refusal", ""), ("run_number", "")),
                        fields=("fund",),
                        name="run_asked_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.RunSQL("SELECT socle_isolate('run_asked')", migrations.RunSQL.noop),
    ]
