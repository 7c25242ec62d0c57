"""Passkeys: the public halves of keys that people's devices keep."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together

# A key is what it was made as: only how it is used changes.
RIGHTS = """
REVOKE UPDATE, TRUNCATE ON passkey FROM socle_app;
GRANT UPDATE (counted, used_at, doubted_at) ON passkey TO socle_app;
"""


class Migration(migrations.Migration):
    dependencies = [("platform", "0023_counted_a_day")]
    operations = together(
        migrations.CreateModel(
            name="Passkey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("host", models.CharField(max_length=253)),
                ("name", models.CharField(max_length=60)),
                ("credential_id", models.BinaryField(unique=True)),
                ("attested", models.BinaryField()),
                ("counted", models.BigIntegerField()),
                ("made_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("doubted_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={"db_table": "passkey"},
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    )
