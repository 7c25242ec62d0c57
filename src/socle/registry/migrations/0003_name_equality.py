"""Equal names are found at once; the index on groups of letters reads thousands of others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_two_times")]
    operations = [
        migrations.AddIndex(
            model_name="personcivilstatus",
            index=models.Index(fields=["fund", "name_key"], name="person_civil_status_same_name"),
        )
    ]
