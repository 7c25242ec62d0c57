"""Four eyes kept by the database; references that carry their fund."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0005_agents")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0006_four_eyes.sql").read_text("utf-8"),
            "DROP FUNCTION socle_bind_references();"
            " DROP TRIGGER act_validated ON act; DROP FUNCTION act_require_validator();"
            " DROP TABLE act_type;",
        )
    ]
