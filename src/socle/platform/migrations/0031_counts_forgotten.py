"""Who forgets what was counted long ago waits for nobody who counts it anew."""

from pathlib import Path

from django.db import migrations

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0030_purging")]
    operations = together(
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
    )
