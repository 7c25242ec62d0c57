"""Versions of declarations, correctives, nil months, taxation by the fund, drafts of the form."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0006_file_profiles"),
        ("ledger", "0004_contributor_posting"),
        ("platform", "0003_sign_in_failure"),
        ("registry", "0002_two_times"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        migrations.CreateModel(
            name="Corrective",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("lines_before", models.IntegerField()),
                ("lines_after", models.IntegerField()),
            ],
            options={
                "db_table": "corrective",
            },
        ),
        migrations.CreateModel(
            name="CorrectiveBranch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("branch", models.CharField(max_length=40)),
                ("before", models.BigIntegerField()),
                ("after", models.BigIntegerField()),
            ],
            options={
                "db_table": "corrective_branch",
            },
        ),
        migrations.CreateModel(
            name="CorrectiveChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("insured_number", models.TextField()),
                ("insured_name", models.TextField()),
                ("days_before", models.SmallIntegerField(null=True)),
                ("wage_before", models.BigIntegerField(null=True)),
                ("days_after", models.SmallIntegerField(null=True)),
                ("wage_after", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "corrective_change",
            },
        ),
        migrations.CreateModel(
            name="DeclarationStart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
            ],
            options={
                "db_table": "declaration_start",
            },
        ),
        migrations.CreateModel(
            name="FormDraft",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                ("kind", models.CharField(default="first", max_length=10)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "form_draft",
            },
        ),
        migrations.CreateModel(
            name="FormDraftLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.SmallIntegerField()),
                ("insured_number", models.CharField(blank=True, default="", max_length=20)),
                ("insured_name", models.CharField(blank=True, default="", max_length=60)),
                ("days", models.CharField(blank=True, default="", max_length=6)),
                ("wage", models.CharField(blank=True, default="", max_length=20)),
            ],
            options={
                "db_table": "form_draft_line",
            },
        ),
        migrations.RemoveConstraint(
            model_name="declaration",
            name="declaration_once",
        ),
        migrations.RemoveConstraint(
            model_name="deposit",
            name="deposit_file_posted_once",
        ),
        migrations.AddField(
            model_name="declaration",
            name="kind",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.AddField(
            model_name="declaration",
            name="replaces",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="contributions.declaration",
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="reversal",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="ledger.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="declaration",
            name="version",
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="deposit",
            name="kind",
            field=models.CharField(db_default="first", default="first", max_length=10),
        ),
        migrations.AlterField(
            model_name="declaration",
            name="deposit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="contributions.deposit"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                fields=("fund", "employer", "month", "sequence", "version"),
                name="declaration_version_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.UniqueConstraint(
                fields=("replaces",), name="declaration_replaced_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("replaces__isnull", True),
                        ("reversal__isnull", True),
                        ("version__isnull", True),
                    ),
                    models.Q(
                        ("replaces__isnull", False),
                        ("reversal__isnull", False),
                        ("version__gte", 2),
                    ),
                    _connector="OR",
                ),
                name="declaration_version_replaces",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__isnull", True), ("kind__in", ["nil", "own_motion"]), _connector="OR"
                ),
                name="declaration_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("deposit__isnull", False), ("kind", "own_motion"), _connector="OR"
                ),
                name="declaration_has_deposit",
            ),
        ),
        migrations.AddConstraint(
            model_name="deposit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "first"), ("status", "posted")),
                fields=("fund", "sha256"),
                name="deposit_file_posted_once",
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="deposit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="contributions.deposit"
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="corrective",
            name="replaced",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="contributions.declaration"
            ),
        ),
        migrations.AddField(
            model_name="correctivebranch",
            name="corrective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="contributions.corrective"
            ),
        ),
        migrations.AddField(
            model_name="correctivebranch",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="correctivechange",
            name="corrective",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="contributions.corrective"
            ),
        ),
        migrations.AddField(
            model_name="correctivechange",
            name="fund",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="platform.fund",
            ),
        ),
        migrations.AddField(
            model_name="declarationstart",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        migrations.AddField(
            model_name="declarationstart",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="author",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="deposit",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="contributions.deposit"
            ),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="employer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
            ),
        ),
        migrations.AddField(
            model_name="formdraft",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="formdraftline",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, to="contributions.formdraft"
            ),
        ),
        migrations.AddField(
            model_name="formdraftline",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddConstraint(
            model_name="corrective",
            constraint=models.UniqueConstraint(
                fields=("deposit", "replaced"), name="corrective_once"
            ),
        ),
        migrations.AddIndex(
            model_name="formdraft",
            index=models.Index(fields=["employer", "month"], name="form_draft_month"),
        ),
        migrations.AddConstraint(
            model_name="formdraftline",
            constraint=models.UniqueConstraint(
                fields=("draft", "position"), name="form_draft_line_once"
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0007_versions.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
