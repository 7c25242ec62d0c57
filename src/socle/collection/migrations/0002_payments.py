"""Funds kept apart, rows only added, and what keeps payments equal to the ledger."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0001_initial"),
        ("ledger", "0005_money_posting"),
        ("registry", "0002_two_times"),
        ("platform", "0002_ground"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_payments.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
