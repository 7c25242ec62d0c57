"""The second step of signing in: applications, codes on paper, and which roles ask for it."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0020_upkeep")]
    operations = together(
        migrations.AddField(
            model_name="user",
            name="factor_due_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="apitoken",
            name="is_strong",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.CreateModel(
            name="TotpFactor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "totp_factor"},
        ),
        migrations.CreateModel(
            name="PaperCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.BinaryField()),
                ("digest", models.BinaryField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "paper_code",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "digest"), name="paper_code_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="FactorPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("role", models.CharField(max_length=40)),
                ("is_required", models.BooleanField()),
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
                "db_table": "factor_policy",
                "indexes": [models.Index(fields=["act"], name="factor_policy_act")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0021_second_factor.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
