"""The days of one person as believed now, asked by every check of a right."""

from pathlib import Path

from django.db import migrations

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("contributions", "0016_credited_work")]
    operations = together(
        migrations.RunSQL(
            Path(__file__).with_name("0017_credited_now.sql").read_text("utf-8"),
            "DROP FUNCTION credited_days_now(bigint[], date, date);"
            "DROP FUNCTION line_credits_another(bigint, integer)",
        )
    )
