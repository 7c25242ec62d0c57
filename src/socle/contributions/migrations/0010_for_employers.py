"""For which employers a file was handed in: a list, where a text could only be compared whole."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contributions", "0009_said_with_a_file")]
    operations = [
        migrations.AddField(
            model_name="deposit",
            name="for_employers",
            field=ArrayField(base_field=models.CharField(max_length=40), null=True, size=None),
        ),
    ]
