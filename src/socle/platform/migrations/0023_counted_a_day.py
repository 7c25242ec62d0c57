"""What is counted by the day was forgotten after an hour."""

from pathlib import Path

from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0022_data_keys")]
    operations = together(
        migrations.AddIndex(
            model_name="askedlately",
            index=models.Index(fields=["since"], name="asked_lately_since"),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
    )
