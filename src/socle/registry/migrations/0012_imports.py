"""Files taken over: their sources, what is wrong in them, and the queue of duplicates."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0011_audit_at_once"),
        ("registry", "0011_cards"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = together(
        migrations.CreateModel(
            name="ClashSettled",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("outcome", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "import_clash_settled",
            },
        ),
        migrations.CreateModel(
            name="DuplicateSuspicion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("origin", models.CharField(max_length=16)),
                ("line", models.IntegerField(null=True)),
                ("reading", models.JSONField(null=True)),
                ("likeness", models.SmallIntegerField()),
            ],
            options={
                "db_table": "duplicate_suspicion",
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.IntegerField()),
                ("cell", models.CharField(blank=True, default="", max_length=10)),
                ("field", models.CharField(blank=True, default="", max_length=60)),
                ("read", models.CharField(blank=True, default="", max_length=100)),
                ("code", models.CharField(max_length=60)),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "import_fault",
            },
        ),
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("field", models.CharField(max_length=40)),
                ("said", models.CharField(max_length=120)),
            ],
            options={
                "db_table": "import_mapping",
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=120)),
                ("sha256", models.BinaryField(max_length=32)),
                ("is_whole", models.BooleanField()),
                ("received_at", models.DateTimeField()),
                ("state", models.CharField(max_length=10)),
                ("why", models.JSONField(null=True)),
                ("counts", models.JSONField(default=dict)),
                ("written", models.JSONField(default=dict)),
                ("reached_line", models.IntegerField(default=0)),
            ],
            options={
                "db_table": "import_run",
            },
        ),
        migrations.CreateModel(
            name="ImportSource",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=12)),
            ],
            options={
                "db_table": "import_source",
            },
        ),
        migrations.RemoveIndex(
            model_name="personcivilstatus",
            name="person_civil_status_name",
        ),
        migrations.RemoveIndex(
            model_name="personname",
            name="person_name_words",
        ),
        migrations.AddField(
            model_name="clashsettled",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        migrations.AddField(
            model_name="clashsettled",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="duplicatesuspicion",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        migrations.AddField(
            model_name="duplicatesuspicion",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="duplicatesuspicion",
            name="other",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.person",
            ),
        ),
        migrations.AddField(
            model_name="duplicatesuspicion",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.person"
            ),
        ),
        migrations.AddField(
            model_name="clashsettled",
            name="suspicion",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="registry.duplicatesuspicion"
            ),
        ),
        migrations.AddField(
            model_name="importfault",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="platform.document"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="received_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="importfault",
            name="run",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="registry.importrun"
            ),
        ),
        migrations.AddField(
            model_name="duplicatesuspicion",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="registry.importrun",
            ),
        ),
        migrations.AddField(
            model_name="importsource",
            name="act",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        migrations.AddField(
            model_name="importsource",
            name="fund",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="platform.fund"
            ),
        ),
        migrations.AddField(
            model_name="importrun",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="registry.importsource"
            ),
        ),
        migrations.AddField(
            model_name="importmapping",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="registry.importsource"
            ),
        ),
        migrations.AddIndex(
            model_name="clashsettled",
            index=models.Index(fields=["act"], name="import_clash_settled_act"),
        ),
        migrations.AddConstraint(
            model_name="importfault",
            constraint=models.UniqueConstraint(
                fields=("run", "line", "cell", "code"), name="import_fault_told_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatesuspicion",
            constraint=models.UniqueConstraint(
                fields=("person", "other"), name="duplicate_suspicion_pair_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatesuspicion",
            constraint=models.UniqueConstraint(
                fields=("run", "line"), name="duplicate_suspicion_row_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="duplicatesuspicion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("line__isnull", True), ("other__isnull", False), ("run__isnull", True)
                    ),
                    models.Q(
                        ("line__isnull", False), ("other__isnull", True), ("run__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="duplicate_suspicion_of_one_sort",
            ),
        ),
        migrations.AddConstraint(
            model_name="importsource",
            constraint=models.UniqueConstraint(
                fields=("fund", "number"), name="import_source_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importsource",
            constraint=models.UniqueConstraint(
                fields=("fund", "name"), name="import_source_name_once"
            ),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["fund", "received_at"], name="import_run_latest"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                fields=("fund", "number"), name="import_run_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(fields=("fund", "key"), name="import_run_key_once"),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["writing", "done"])),
                fields=("fund", "source", "sha256"),
                name="import_run_file_once",
            ),
        ),
        migrations.AddIndex(
            model_name="importmapping",
            index=models.Index(fields=["act"], name="import_mapping_act"),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0012_imports.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
