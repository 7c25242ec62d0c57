"""Nobody is their own ancestor: asked once a statement, and by index."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0021_found_by_key")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0022_circles_at_once.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
