"""Roles handed over for a time, and for whom an act was done."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from socle.platform.database.tables import together

RIGHTS = """
SELECT socle_temporal('role_delegation', '{fund_id,giver_id,taker_id,role}');
GRANT UPDATE (decided_for_id) ON act_proposal TO socle_app;
"""


def _for(model: str, name: str) -> migrations.AddField:
    return migrations.AddField(
        model_name=model,
        name=name,
        field=models.ForeignKey(
            db_index=False,
            null=True,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="+",
            to=settings.AUTH_USER_MODEL,
        ),
    )


class Migration(migrations.Migration):
    dependencies = [("platform", "0025_sealed_values")]
    operations = together(
        migrations.CreateModel(
            name="RoleDelegation",
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
                    "giver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "role_delegation",
                "indexes": [models.Index(fields=["act"], name="role_delegation_act")],
            },
        ),
        _for("act", "author_for"),
        _for("act", "validator_for"),
        _for("actproposal", "author_for"),
        _for("actproposal", "decided_for"),
        migrations.AddConstraint(
            model_name="act",
            constraint=models.CheckConstraint(
                condition=~Q(author_for=F("validator"))
                & ~Q(author=F("validator_for"))
                & ~Q(author_for=F("validator_for")),
                name="act_four_eyes_for",
            ),
        ),
        migrations.AddConstraint(
            model_name="actproposal",
            constraint=models.CheckConstraint(
                condition=~Q(author_for=F("decided_by"))
                & ~Q(author=F("decided_for"))
                & ~Q(author_for=F("decided_for")),
                name="act_proposal_four_eyes_for",
            ),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    )
