"""Two times for every fact of the register, and the views it publishes."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_two_times.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
