"""Campaigns and what they give each child; openings that were set aside.

An award is of a claim or of a campaign: what every award had stays so.
"""

from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


def _key() -> Any:
    return models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )


def _to(model: str, **said: Any) -> Any:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **said)


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0004_runs_ground"),
        ("platform", "0015_digest_of_more"),
        ("registry", "0015_payable"),
    ]

    operations = together(
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", _key()),
                ("number", models.CharField(max_length=40)),
                ("label", models.CharField(max_length=120)),
                ("decided_by", models.CharField(max_length=200)),
                ("decided_on", models.DateField()),
                ("amount", models.BigIntegerField()),
                ("of_benefit", models.CharField(max_length=40)),
                ("branch", models.CharField(max_length=40)),
                ("judged_on", models.DateField()),
                ("age_from", models.SmallIntegerField()),
                ("age_to", models.SmallIntegerField()),
                ("needs_certificate", models.BooleanField()),
                ("claims_from", models.DateField()),
                ("claims_until", models.DateField()),
                ("act", _to("platform.act")),
                ("fund", _to("platform.fund", db_index=False)),
            ],
            options={
                "db_table": "campaign",
                "constraints": [
                    models.UniqueConstraint(fields=("fund", "number"), name="campaign_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0), ("age_from__gte", 0)),
                        name="campaign_gives",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("age_to__gte", models.F("age_from")),
                            ("claims_until__gte", models.F("claims_from")),
                        ),
                        name="campaign_in_order",
                    ),
                ],
            },
        ),
        migrations.AlterField(
            model_name="award",
            name="claim",
            field=_to("benefits.claim", null=True),
        ),
        migrations.AddField(
            model_name="award",
            name="campaign",
            field=_to("benefits.campaign", null=True, db_index=False),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("campaign__isnull", True), ("claim__isnull", False)),
                    models.Q(("campaign__isnull", False), ("claim__isnull", True)),
                    _connector="OR",
                ),
                name="award_of_claim_or_campaign",
            ),
        ),
        migrations.CreateModel(
            name="CampaignChild",
            fields=[
                ("id", _key()),
                ("origin", models.CharField(max_length=20)),
                ("act", _to("platform.act")),
                (
                    "award",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="benefits.award",
                    ),
                ),
                ("campaign", _to("benefits.campaign", db_index=False)),
                ("child", _to("registry.person", related_name="+")),
                ("fund", _to("platform.fund", db_index=False)),
            ],
            options={
                "db_table": "campaign_child",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "child"), name="campaign_child_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("origin__in", ["list", "claim"])),
                        name="campaign_child_origin",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningDismissal",
            fields=[
                ("id", _key()),
                ("benefit", models.CharField(max_length=40)),
                ("event_on", models.DateField()),
                ("act", _to("platform.act")),
                ("fund", _to("platform.fund", db_index=False)),
                ("person", _to("registry.person")),
            ],
            options={
                "db_table": "opening_dismissal",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("person", "benefit", "event_on"), name="opening_dismissed_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0005_campaigns.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
