"""What a person says of a statement's line: a movement told twice, another one, a return."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


def _reference(to: str) -> "models.ForeignKey[models.Model]":
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("collection", "0002_payments"),
        ("platform", "0007_asked_lately"),
    ]
    operations = together(
        # Null where the bank gave none: rows of before keep their digests.
        migrations.AddField(
            model_name="statementline",
            name="return_code",
            field=models.CharField(max_length=10, null=True),
        ),
        migrations.CreateModel(
            name="LineDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("recorded_at", models.DateTimeField()),
                ("choice", models.CharField(max_length=10)),
                ("act", _reference("platform.act")),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                ("line", _reference("collection.statementline")),
                ("payment", _reference("collection.payment")),
            ],
            options={"db_table": "line_decision"},
        ),
        migrations.AddConstraint(
            model_name="linedecision",
            constraint=models.UniqueConstraint(
                fields=("line", "choice"), name="line_decision_once"
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["fund", "amount", "value_on"], name="payment_of_amount"),
        ),
        migrations.AddIndex(
            model_name="statementline",
            index=models.Index(
                fields=["fund", "external_id"],
                condition=models.Q(("outcome__in", ["held", "returned"])),
                name="statement_line_not_booked",
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0004_line_decision.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
