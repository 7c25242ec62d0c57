"""Rejects of imports may be purged; every sealed account has its value."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0024_checked_as_one_list"), ("platform", "0030_purging")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        )
    ]
