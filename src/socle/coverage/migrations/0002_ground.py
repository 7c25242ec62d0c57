"""What keeps covers true: two times, one a day; and the question that a check asks."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("coverage", "0001_initial"),
        ("contributions", "0014_credited_days"),
        ("ledger", "0004_contributor_posting"),
        ("registry", "0014_import_in_sets"),
        ("platform", "0015_digest_of_more"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0002_ground.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
