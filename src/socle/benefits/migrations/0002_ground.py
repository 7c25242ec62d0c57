"""What keeps benefits true: funds apart, within acts, two times, digests, checks."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("benefits", "0001_initial")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
