"""Awards by hundred thousands: what they refer to is looked up by the statement."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

_GROUND = Path(__file__).with_name("0013_campaigns_in_sets.sql")
_PERSON, _ACT, _FUND = "registry.person", "platform.act", "platform.fund"


def _checked_once(
    model: str, name: str, to: str, *, kind: type = models.ForeignKey, **said: object
) -> migrations.AlterField:
    field = kind(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **said)
    return migrations.AlterField(model_name=model, name=name, field=field)


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0012_allowances_kept"),
        ("registry", "0018_register_in_sets"),
    ]
    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(_GROUND.read_text("utf-8"), migrations.RunSQL.noop)
            ],
            state_operations=[
                *(
                    _checked_once(each, "fund", _FUND, db_index=False)
                    for each in ("award", "awardterm", "campaignchild")
                ),
                *(
                    _checked_once(each, "act", _ACT)
                    for each in ("award", "awardterm", "campaignchild")
                ),
                _checked_once("award", "person", _PERSON, related_name="+"),
                _checked_once("award", "beneficiary", _PERSON, related_name="+"),
                _checked_once("award", "campaign", "benefits.campaign", null=True, db_index=False),
                _checked_once("awardterm", "award", "benefits.award"),
                _checked_once("awardterm", "payee", _PERSON, related_name="+"),
                _checked_once("campaignchild", "campaign", "benefits.campaign", db_index=False),
                _checked_once("campaignchild", "child", _PERSON, related_name="+"),
                _checked_once(
                    "campaignchild",
                    "award",
                    "benefits.award",
                    kind=models.OneToOneField,
                    related_name="+",
                ),
            ],
        )
    ]
