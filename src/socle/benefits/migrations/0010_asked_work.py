"""Runs say whether they asked for the work of each month: what earlier ones paid stays paid."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0009_holds"),
        ("contributions", "0016_credited_work"),
    ]

    operations = [
        migrations.AddField(
            model_name="benefitrun",
            name="asks_work",
            field=models.BooleanField(null=True),
        ),
    ]
