"""What many persons worked, for who pays what depends on the work of a month."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0015_credited_days_once")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0016_credited_work.sql").read_text("utf-8"),
            "DROP FUNCTION credited_work_as_of(bigint[], date, date, timestamptz)",
        )
    ]
