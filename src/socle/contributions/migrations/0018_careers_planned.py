"""What careers are read from, planned once a connection."""

from pathlib import Path

from django.db import migrations

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("contributions", "0017_credited_now")]
    operations = together(
        migrations.RunSQL(
            Path(__file__).with_name("0018_careers_planned.sql").read_text("utf-8"),
            "DROP FUNCTION career_waiting_as_of(bigint[], text[], bigint[], timestamptz);"
            "DROP FUNCTION career_lines_as_of(bigint[], timestamptz)",
        )
    )
