"""Failures to sign in, counted; no fund, no file: whoever fails has not entered yet."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0002_ground"),
    ]

    operations = [
        migrations.CreateModel(
            name="SignInFailure",
            fields=[
                ("subject", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("failures", models.IntegerField()),
                ("last_at", models.DateTimeField()),
            ],
            options={
                "db_table": "sign_in_failure",
            },
        ),
    ]
