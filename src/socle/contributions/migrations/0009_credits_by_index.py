"""Which line credits whom, and which waits, asked line by line and by index."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0008_audit_plans")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0009_credits_by_index.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
