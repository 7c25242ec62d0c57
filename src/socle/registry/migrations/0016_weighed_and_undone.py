"""What linkage weighed of a pair, field by field; imports that may be taken back whole."""

from pathlib import Path

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0015_payable")]
    operations = [
        migrations.AddField("duplicatesuspicion", "weighed", models.JSONField(null=True)),
        migrations.RunSQL(
            Path(__file__).with_name("0016_weighed_and_undone.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
