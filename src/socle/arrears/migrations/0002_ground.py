"""What keeps arrears true: funds apart, within acts, digests, checks."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("arrears", "0001_initial"), ("ledger", "0004_contributor_posting")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
