"""What persons are found by, forgotten by its own key: one index of it less to fill a row."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0020_import_by_two")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0021_found_by_key.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
