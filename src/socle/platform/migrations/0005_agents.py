"""One-time passwords, and whose session is whose."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0004_document_stored_by"),
        ("sessions", "0001_initial"),
    ]

    operations = together(
        migrations.AddField(
            model_name="user",
            name="one_time_until",
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name="UserSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("opened_at", models.DateTimeField()),
                ("address", models.CharField(max_length=60)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "user_session"},
        ),
    )
