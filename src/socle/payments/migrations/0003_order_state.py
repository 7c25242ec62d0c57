"""The state of an order, by a rule that is written once."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_ground")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0003_order_state.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
