"""Doubts: what is unusual in an act, and was let pass by a second person."""

from pathlib import Path

from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0007_asked_lately")]
    operations = together(
        migrations.AddField("act", "doubts", models.JSONField(null=True)),
        migrations.AddField(
            "actproposal",
            "doubts",
            models.JSONField(default=list, db_default=models.Value([], models.JSONField())),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0008_doubts.sql").read_text("utf-8"),
            Path(__file__)
            .with_name("0006_four_eyes.sql")
            .read_text("utf-8")
            .split("CREATE FUNCTION act_require_validator", 1)[1]
            .split("CREATE TRIGGER", 1)[0]
            .join(("CREATE OR REPLACE FUNCTION act_require_validator", "")),
        ),
    )
