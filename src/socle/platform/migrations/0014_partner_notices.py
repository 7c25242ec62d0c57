"""Partners are told of events: subscriptions, and the queue of what is to tell."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0013_partners"),
    ]

    operations = together(
        migrations.CreateModel(
            name="NoticeQueue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscription", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("last_act", models.BigIntegerField(default=0)),
                ("subject", models.CharField(blank=True, default="", max_length=100)),
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
                "db_table": "notice_queue",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "subscription"), name="notice_queue_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerNotice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("subscription", models.CharField(max_length=40)),
                ("event", models.CharField(max_length=160)),
                ("body", models.TextField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                ("given_up_at", models.DateTimeField(null=True)),
                ("outcome", models.CharField(blank=True, default="", max_length=40)),
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
                "db_table": "partner_notice",
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["fund", "subscription", "next_at"],
                        name="partner_notice_due",
                    ),
                    models.Index(fields=["fund", "told_at"], name="partner_notice_told"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "subscription", "event"), name="partner_notice_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PartnerSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("number", models.CharField(max_length=40)),
                ("url", models.CharField(max_length=300)),
                (
                    "events",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
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
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "partner_subscription",
                "indexes": [models.Index(fields=["act"], name="partner_subscription_act")],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0014_partner_notices.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
