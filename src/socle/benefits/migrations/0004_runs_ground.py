"""Dues and what keeps runs, overpayments and proofs true: funds apart, acts, digests, checks."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0003_runs_and_proofs"),
        ("ledger", "0009_benefit_accounts"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0004_runs_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
