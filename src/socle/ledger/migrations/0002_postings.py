"""Postings, and what keeps them balanced."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_initial"), ("platform", "0002_ground")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_postings.sql").read_text("utf-8"), migrations.RunSQL.noop
        )
    ]
