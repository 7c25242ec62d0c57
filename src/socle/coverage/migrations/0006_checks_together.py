"""Checks of several callers in one statement: one way there and back, one commit."""

from pathlib import Path

from django.db import migrations

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("coverage", "0005_stated_covers")]
    operations = together(
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"),
            "DROP FUNCTION coverage_asked_together(jsonb)",
        )
    )
