"""The work basket: drafts, kinds of documents, and validators who did decide."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0008_doubts"),
    ]

    operations = together(
        migrations.CreateModel(
            name="ActDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("type", models.CharField(max_length=60)),
                ("fields", models.JSONField()),
                (
                    "evidence",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("wanting", models.JSONField(default=list)),
                ("opened_at", models.DateTimeField()),
                ("saved_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(default="", max_length=40)),
                ("reason", models.CharField(default="", max_length=500)),
            ],
            options={
                "db_table": "act_draft",
            },
        ),
        migrations.AddField(
            model_name="document",
            name="expires_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="kind",
            field=models.CharField(max_length=60, null=True),
        ),
        migrations.AddIndex(
            model_name="actproposal",
            index=models.Index(
                condition=models.Q(("decided_at__isnull", True)),
                fields=["fund", "proposed_at", "id"],
                name="act_proposal_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="actproposal",
            index=models.Index(
                condition=models.Q(("refusal", ""), _negated=True),
                fields=["fund", "decided_at", "id"],
                name="act_proposal_refused",
            ),
        ),
        migrations.AddField(
            model_name="actdraft",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="actdraft",
            name="closed_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="actdraft",
            name="corrects",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="platform.actproposal"
            ),
        ),
        migrations.AddField(
            model_name="actdraft",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="actdraft",
            name="saved_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="actdraft",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True)),
                fields=["fund", "saved_at"],
                name="act_draft_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="actdraft",
            constraint=models.UniqueConstraint(
                fields=("fund", "number"), name="act_draft_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="actdraft",
            constraint=models.UniqueConstraint(
                fields=("corrects",), name="act_draft_corrects_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="actdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("closed_by__isnull", True),
                        ("outcome", ""),
                        ("reason", ""),
                    ),
                    models.Q(
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        models.Q(
                            models.Q(("outcome", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="act_draft_closed_with_a_reason",
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0009_basket.sql").read_text("utf-8"),
            "DROP TRIGGER decided ON act; DROP FUNCTION act_require_decision();"
            " DROP TRIGGER decided_once ON act_proposal;"
            " DROP FUNCTION act_proposal_decided_once();"
            " DROP TRIGGER stays_closed ON act_draft; DROP FUNCTION act_draft_stays_closed();",
        ),
    )
