"""Exchanges: funds kept apart, a journal that only grows, one statement that takes a message in."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial"), ("platform", "0019_published")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
