"""The register of breaches of personal data: its rows are only added, each by an act."""

from pathlib import Path

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from socle.platform.database.tables import together

_GROUND = Path(__file__).with_name("0027_breaches.sql")


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
    dependencies = [("platform", "0026_delegation")]
    operations = together(
        migrations.CreateModel(
            name="Breach",
            fields=[
                _id(),
                ("number", models.CharField(max_length=20)),
                ("found_at", models.DateTimeField()),
                ("found_by", models.CharField(max_length=100)),
                ("act", _to("platform.act", is_one=True)),
                _of_fund(),
            ],
            options={
                "db_table": "breach",
                "constraints": [
                    models.UniqueConstraint(fields=("fund", "number"), name="breach_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachFinding",
            fields=[
                _id(),
                ("what", models.CharField(max_length=2000)),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), size=None
                    ),
                ),
                ("persons", models.IntegerField(null=True)),
                ("consequences", models.CharField(blank=True, default="", max_length=2000)),
                ("measures", models.CharField(blank=True, default="", max_length=2000)),
                ("act", _to("platform.act", is_one=True)),
                ("breach", _to("platform.breach")),
                _of_fund(),
            ],
            options={
                "db_table": "breach_finding",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(persons__isnull=True) | Q(persons__gte=0),
                        name="breach_persons_count",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachPerson",
            fields=[
                _id(),
                ("number", models.CharField(max_length=30)),
                ("act", _to("platform.act")),
                ("breach", _to("platform.breach", is_indexed=False)),
                _of_fund(),
            ],
            options={
                "db_table": "breach_person",
                "constraints": [
                    models.UniqueConstraint(fields=("breach", "number"), name="breach_person_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="BreachStep",
            fields=[
                _id(),
                ("kind", models.CharField(max_length=20)),
                ("done_at", models.DateTimeField()),
                ("reference", models.CharField(blank=True, default="", max_length=200)),
                ("act", _to("platform.act", is_one=True)),
                ("breach", _to("platform.breach", is_indexed=False)),
                _of_fund(),
            ],
            options={
                "db_table": "breach_step",
                "constraints": [
                    models.UniqueConstraint(fields=("breach", "kind"), name="breach_step_once")
                ],
            },
        ),
        migrations.RunSQL(_GROUND.read_text("utf-8"), migrations.RunSQL.noop),
    )
