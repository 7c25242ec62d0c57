"""Wage lines, and what keeps them equal to the ledger."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("contributions", "0001_initial"),
        ("ledger", "0002_postings"),
        ("registry", "0002_two_times"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_lines.sql").read_text("utf-8"), migrations.RunSQL.noop
        )
    ]
