"""Large deposits load their lines into tables of their own."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contributions", "0003_prefills")]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0004_own_tables.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
