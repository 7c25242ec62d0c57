"""Checks of good standing by partners' systems: who asked, what for, and what was answered."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together

_GROUND = """
-- Who asked of whom and what was told: it only grows. No act speaks of it, so no digest does.
SELECT socle_isolate('standing_check'), socle_append_only('standing_check');
"""


class Migration(migrations.Migration):
    dependencies = [
        ("arrears", "0004_digest_tables"),
        ("platform", "0013_partners"),
        ("registry", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        migrations.CreateModel(
            name="StandingCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("asked_number", models.CharField(max_length=60)),
                ("purpose", models.CharField(max_length=200)),
                ("on", models.DateField()),
                ("checked_at", models.DateTimeField()),
                ("answer", models.CharField(max_length=20)),
                (
                    "reasons",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None
                    ),
                ),
                (
                    "agreed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.act",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "standing_check",
                "indexes": [
                    models.Index(fields=["employer", "-id"], name="standing_check_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "number"), name="standing_check_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("answer", "in_order"), ("reasons", []))
                        | models.Q(
                            ("answer__in", ("not_in_order", "unknown")),
                            models.Q(("reasons", []), _negated=True),
                        ),
                        name="standing_check_has_its_reasons",
                    ),
                ],
            },
        ),
        migrations.RunSQL(_GROUND, migrations.RunSQL.noop),
    )
