"""What contributions publish of careers to the rooms above: the days declared of each month."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0013_due_day")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0014_credited_days.sql").read_text("utf-8"),
            "DROP FUNCTION credited_days_as_of(bigint[], date, date, timestamptz)",
        )
    ]
