"""Where somebody is paid on a day, or why nowhere: no account that is gone is paid."""

from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_tokens_kept"),
        ("registry", "0030_standing_accounts"),
    ]
    operations = [
        migrations.RunSQL(
            Path(__file__).with_name("0006_where_paid.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        )
    ]
