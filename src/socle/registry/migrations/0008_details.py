"""Where people are reached and paid, and what the old contact is told of a change."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0009_basket"),
        ("registry", "0007_affiliations"),
    ]

    operations = together(
        migrations.CreateModel(
            name="ChangeNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=20)),
                ("channel", models.CharField(max_length=5)),
                ("address", models.CharField(max_length=200)),
                ("language", models.CharField(max_length=2)),
                ("code", models.CharField(max_length=20)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
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
                    "person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "change_notice",
            },
        ),
        migrations.CreateModel(
            name="ChangeNoticeSent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                    "notice",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.changenotice"
                    ),
                ),
            ],
            options={
                "db_table": "change_notice_sent",
            },
        ),
        migrations.CreateModel(
            name="EmployerAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=6)),
                ("account", models.CharField(max_length=34)),
                ("operator", models.CharField(blank=True, default="", max_length=40)),
                ("usable_on", models.DateField()),
                ("state", models.CharField(max_length=7)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.employer"
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
                "db_table": "employer_account",
            },
        ),
        migrations.CreateModel(
            name="PersonAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=6)),
                ("account", models.CharField(max_length=34)),
                ("operator", models.CharField(blank=True, default="", max_length=40)),
                ("usable_on", models.DateField()),
                ("state", models.CharField(max_length=7)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "person_account",
            },
        ),
        migrations.CreateModel(
            name="PersonContact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("phone", models.CharField(blank=True, default="", max_length=20)),
                ("email", models.CharField(blank=True, default="", max_length=120)),
                ("address", models.CharField(blank=True, default="", max_length=200)),
                ("city", models.CharField(blank=True, default="", max_length=80)),
                ("channel", models.CharField(blank=True, default="", max_length=5)),
                ("language", models.CharField(blank=True, default="", max_length=2)),
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
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "person_contact",
            },
        ),
        migrations.AddConstraint(
            model_name="changenotice",
            constraint=models.UniqueConstraint(
                fields=("fund", "code"), name="change_notice_code_once"
            ),
        ),
        migrations.AddIndex(
            model_name="employeraccount",
            index=models.Index(fields=["act"], name="employer_account_act"),
        ),
        migrations.AddIndex(
            model_name="employeraccount",
            index=models.Index(fields=["fund", "account"], name="employer_account_same"),
        ),
        migrations.AddIndex(
            model_name="personaccount",
            index=models.Index(fields=["act"], name="person_account_act"),
        ),
        migrations.AddIndex(
            model_name="personaccount",
            index=models.Index(fields=["fund", "account"], name="person_account_same"),
        ),
        migrations.AddIndex(
            model_name="personcontact",
            index=models.Index(fields=["act"], name="person_contact_act"),
        ),
        migrations.AddIndex(
            model_name="personcontact",
            index=models.Index(fields=["fund", "phone"], name="person_contact_phone"),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0008_details.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
