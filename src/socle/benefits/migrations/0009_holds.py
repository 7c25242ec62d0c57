"""Payments kept back at a notice: of two times, and told to whoever pays."""

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0008_public_filings"),
        ("platform", "0016_calls"),
        ("registry", "0016_weighed_and_undone"),
    ]

    operations = together(
        migrations.CreateModel(
            name="PaymentHold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("reason", models.CharField(max_length=40)),
                (
                    "act",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="platform.act"
                    ),
                ),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="registry.person"
                    ),
                ),
            ],
            options={
                "db_table": "payment_hold",
                "indexes": [models.Index(fields=["act"], name="payment_hold_act")],
            },
        ),
        migrations.RunSQL(
            """
            SELECT socle_temporal('payment_hold', '{person_id}');
            -- Whom nothing is paid to for now: lots that are not controlled yet leave them out.
            CREATE VIEW held_person WITH (security_invoker = true) AS
            SELECT fund_id, person_id, reason, lower(valid) AS since FROM payment_hold
            WHERE upper_inf(valid);
            """,
            "DROP VIEW held_person",
        ),
    )
