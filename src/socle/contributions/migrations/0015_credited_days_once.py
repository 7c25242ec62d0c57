"""The days of one person, each line found once."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0014_credited_days")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0015_credited_days_once.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
