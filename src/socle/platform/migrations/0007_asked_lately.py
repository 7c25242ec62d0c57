"""How often public pages are asked for, counted for all processes; no fund: nobody has entered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("platform", "0006_four_eyes")]

    operations = [
        migrations.CreateModel(
            name="AskedLately",
            fields=[
                ("subject", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("asked", models.IntegerField()),
                ("since", models.DateTimeField()),
            ],
            options={"db_table": "asked_lately"},
        ),
    ]
