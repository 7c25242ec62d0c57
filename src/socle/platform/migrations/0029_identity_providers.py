"""Identity providers that a fund believes, and whose account is whose there."""

from typing import Any

import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together

GROUND = """
SELECT socle_temporal('identity_provider', '{fund_id,code}');
SELECT socle_temporal('linked_identity', '{fund_id,issuer,subject}');
"""


def _temporal() -> list[tuple[str, Any]]:
    return [
        (
            "id",
            models.BigAutoField(
                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
            ),
        ),
        ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
        ("recorded_at", models.DateTimeField()),
        (
            "act",
            models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="platform.act"),
        ),
        (
            "fund",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                to="platform.fund",
            ),
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [("platform", "0028_dated_grants")]
    operations = together(
        migrations.CreateModel(
            name="IdentityProvider",
            fields=[
                *_temporal(),
                ("code", models.CharField(max_length=29)),
                ("name", models.CharField(max_length=60)),
                ("issuer", models.CharField(max_length=200)),
                ("client_id", models.CharField(max_length=120)),
                ("secret", models.BinaryField(max_length=600)),
                (
                    "hosts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), size=None
                    ),
                ),
                (
                    "strong",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=80), size=None
                    ),
                ),
            ],
            options={
                "db_table": "identity_provider",
                "indexes": [models.Index(fields=["act"], name="identity_provider_act")],
            },
        ),
        migrations.CreateModel(
            name="LinkedIdentity",
            fields=[
                *_temporal(),
                ("issuer", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=255)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "db_table": "linked_identity",
                "indexes": [models.Index(fields=["act"], name="linked_identity_act")],
            },
        ),
        migrations.RunSQL(GROUND, migrations.RunSQL.noop),
    )
