"""Nobody is their own ancestor, under any of their numbers."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_pieces_of_imports")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0029_circles_of_merged.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
