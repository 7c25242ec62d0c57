"""An act's digest asks only the tables that its transaction has written."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0009_basket")]
    operations = [
        migrations.RunSQL(Path(__file__).with_name("0010_digest_of_written.sql").read_text("utf-8"))
    ]
