"""How long a fund keeps what it may purge, and the purges that two people ordered."""

from pathlib import Path

import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


def _id() -> tuple[str, models.BigAutoField]:  # type: ignore[type-arg]
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _to(model: str, *, is_indexed: bool = True, is_one: bool = False) -> models.Field:  # type: ignore[type-arg]
    if is_one:
        return models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to=model)
    return models.ForeignKey(
        db_index=is_indexed, on_delete=django.db.models.deletion.PROTECT, to=model
    )


def _of_fund() -> tuple[str, models.Field]:  # type: ignore[type-arg]
    return "fund", _to("platform.fund", is_indexed=False)


class Migration(migrations.Migration):
    dependencies = [("platform", "0029_identity_providers")]
    operations = together(
        migrations.CreateModel(
            name="DataKeeping",
            fields=[
                _id(),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_at", models.DateTimeField()),
                ("kind", models.CharField(max_length=20)),
                ("months", models.SmallIntegerField()),
                ("standing", models.CharField(max_length=15)),
                ("source", models.CharField(max_length=200)),
                ("act", _to("platform.act")),
                _of_fund(),
            ],
            options={
                "db_table": "data_keeping",
                "indexes": [models.Index(fields=["act"], name="data_keeping_act")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("months__gte", 1), ("months__lte", 1200)),
                        name="data_keeping_months",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DataPurge",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=20)),
                ("months", models.SmallIntegerField()),
                ("before", models.DateTimeField()),
                ("rows", models.BigIntegerField()),
                ("act", _to("platform.act", is_one=True)),
                _of_fund(),
            ],
            options={
                "db_table": "data_purge",
                "indexes": [models.Index(fields=["fund", "kind"], name="data_purge_kind")],
            },
        ),
        migrations.CreateModel(
            name="DataPurgePart",
            fields=[
                _id(),
                ("rows", models.BigIntegerField()),
                ("is_last", models.BooleanField()),
                ("act", _to("platform.act", is_one=True)),
                ("purge", _to("platform.datapurge")),
                _of_fund(),
            ],
            options={"db_table": "data_purge_part"},
        ),
        migrations.CreateModel(
            name="DocumentErasure",
            fields=[
                _id(),
                ("act", _to("platform.act")),
                ("document", _to("platform.document", is_one=True)),
                _of_fund(),
            ],
            options={"db_table": "document_erasure"},
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
    )
