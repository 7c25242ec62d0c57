"""What was typed of a declaration on screen may be purged."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0018_careers_planned"), ("platform", "0030_purging")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        )
    ]
