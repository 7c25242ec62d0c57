"""A check of coverage in one statement."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0002_ground"),
        ("platform", "0016_calls"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0003_checks.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
