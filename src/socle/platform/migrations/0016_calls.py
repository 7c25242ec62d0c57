"""What a partner's call asks and writes, as functions."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0015_digest_of_more")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0016_calls.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
