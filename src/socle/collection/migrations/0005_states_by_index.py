"""Payments and lines of statements are joined by index to what they name.

Under row-level security a comparison with `coalesce(…)` is not taken for leakproof: it cannot be an
index condition, and each page of payments read the whole ledger. CASE says the same and may be.
"""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("collection", "0004_line_decision")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0005_states_by_index.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
