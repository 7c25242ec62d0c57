"""What tells of health is kept sealed, and who opens it without being the adviser is written."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from socle.platform.database.tables import together

_GROUND = Path(__file__).with_name("0011_health_apart.sql")


def _id() -> tuple[str, models.BigAutoField]:  # type: ignore[type-arg]
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _to(model: str, *, is_indexed: bool = True, is_one: bool = False) -> models.Field:  # type: ignore[type-arg]
    if is_one:
        return models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to=model)
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, to=model, db_index=is_indexed
    )


def _user(*, is_indexed: bool) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="platform.user",
        db_index=is_indexed,
    )


class Migration(migrations.Migration):
    dependencies = [("benefits", "0010_asked_work"), ("platform", "0022_data_keys")]

    operations = together(
        migrations.AlterField(
            model_name="claimfact", name="value", field=models.CharField(max_length=200)
        ),
        migrations.CreateModel(
            name="MedicalAccess",
            fields=[
                _id(),
                ("opened_at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("act", _to("platform.act", is_one=True)),
                ("claim", _to("benefits.claim")),
                ("fund", _to("platform.fund", is_indexed=False)),
                ("user", _user(is_indexed=True)),
            ],
            options={
                "db_table": "medical_access",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(until__gt=F("opened_at")), name="medical_access_for_a_time"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MedicalAccessReview",
            fields=[
                _id(),
                ("outcome", models.CharField(max_length=10)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("access", _to("benefits.medicalaccess", is_one=True)),
                ("act", _to("platform.act")),
                ("fund", _to("platform.fund", is_indexed=False)),
                ("user", _user(is_indexed=False)),
            ],
            options={"db_table": "medical_access_review"},
        ),
        migrations.RunSQL(_GROUND.read_text("utf-8"), migrations.RunSQL.noop),
    )
