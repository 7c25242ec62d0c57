"""Orders and lots: funds kept apart, rows only added, nobody paid twice, equal to the ledger."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0001_initial"),
        ("registry", "0015_payable"),
        ("ledger", "0009_benefit_accounts"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
