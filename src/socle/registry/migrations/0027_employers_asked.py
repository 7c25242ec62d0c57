"""Employers that a file of persons names stay as they are until its slice is written."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0026_purging")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        )
    ]
