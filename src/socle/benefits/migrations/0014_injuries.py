"""The register of work injuries: declared, certified, decided, ended, and claimed on."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from socle.platform.database.tables import together

_GROUND = Path(__file__).with_name("0014_injuries.sql")


def _id() -> tuple[str, models.BigAutoField]:  # type: ignore[type-arg]
    field = models.BigAutoField(
        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
    )
    return "id", field


def _to(model: str, *, is_indexed: bool = True, may_miss: bool = False) -> models.Field:  # type: ignore[type-arg]
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        to=model,
        db_index=is_indexed,
        null=may_miss,
    )


def _text(length: int, *, may_be_empty: bool = False) -> models.CharField:  # type: ignore[type-arg]
    if may_be_empty:
        return models.CharField(blank=True, default="", max_length=length)
    return models.CharField(max_length=length)


_INJURY = [
    _id(),
    ("number", _text(40)),
    ("employer_name", _text(200, may_be_empty=True)),
    ("kind", _text(30)),
    ("happened_on", models.DateField()),
    ("happened_at", _text(5, may_be_empty=True)),
    ("place", _text(200)),
    ("circumstances", _text(1000)),
    ("nature", _text(1800)),
    ("seat", _text(1800)),
    ("witnesses", _text(400, may_be_empty=True)),
    ("third_party", _text(200, may_be_empty=True)),
    ("declared_by", _text(20)),
    ("declarer", _text(200, may_be_empty=True)),
    ("declared_on", models.DateField()),
    ("due_on", models.DateField(null=True)),
    ("recorded_at", models.DateTimeField()),
    ("act", _to("platform.act")),
    ("employer", _to("registry.employer", may_miss=True)),
    ("fund", _to("platform.fund", is_indexed=False)),
    ("person", _to("registry.person")),
]
_CERTIFICATE = [
    _id(),
    ("kind", _text(20)),
    ("issued_on", models.DateField()),
    ("off_since", models.DateField(null=True)),
    ("off_until", models.DateField(null=True)),
    ("doctor", _text(200, may_be_empty=True)),
    ("act", _to("platform.act")),
    ("document", _to("platform.document", is_indexed=False, may_miss=True)),
    ("fund", _to("platform.fund", is_indexed=False)),
    ("injury", _to("benefits.workinjury")),
]
_DECISION = [
    _id(),
    ("number", _text(40)),
    ("about", _text(20)),
    ("outcome", _text(20)),
    ("decided_on", models.DateField()),
    ("ground", _text(500)),
    ("inquiry", _text(1000, may_be_empty=True)),
    ("act", _to("platform.act")),
    ("certificate", _to("benefits.injurycertificate", may_miss=True)),
    ("fund", _to("platform.fund", is_indexed=False)),
    ("injury", _to("benefits.workinjury")),
]
_OUTCOME = [
    _id(),
    ("kind", _text(20)),
    ("since", models.DateField()),
    ("rate", _text(200, may_be_empty=True)),
    ("act", _to("platform.act")),
    ("fund", _to("platform.fund", is_indexed=False)),
    ("injury", _to("benefits.workinjury")),
]
_CLAIMED = [
    _id(),
    ("act", _to("platform.act")),
    ("claim", _to("benefits.claim")),
    ("fund", _to("platform.fund", is_indexed=False)),
    ("injury", _to("benefits.workinjury")),
]


class Migration(migrations.Migration):
    dependencies = [
        ("benefits", "0013_campaigns_in_sets"),
        ("platform", "0022_data_keys"),
        ("registry", "0018_register_in_sets"),
    ]

    operations = together(
        migrations.CreateModel(
            name="WorkInjury",
            fields=_INJURY,
            options={
                "db_table": "work_injury",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["fund", "number"], name="work_injury_number_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(declared_on__gte=F("happened_on")),
                        name="work_injury_declared_after",
                    ),
                    models.CheckConstraint(
                        condition=Q(employer__isnull=False) | ~Q(employer_name=""),
                        name="work_injury_of_an_employer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InjuryCertificate",
            fields=_CERTIFICATE,
            options={
                "db_table": "injury_certificate",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(off_since__isnull=True, off_until__isnull=True)
                        | Q(off_until__gte=F("off_since")),
                        name="injury_certificate_off_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="InjuryDecision",
            fields=_DECISION,
            options={
                "db_table": "injury_decision",
                "constraints": [
                    models.UniqueConstraint(
                        fields=["fund", "number"], name="injury_decision_number_once"
                    ),
                    models.CheckConstraint(
                        condition=Q(about="relapse", certificate__isnull=False)
                        | (~Q(about="relapse") & Q(certificate__isnull=True)),
                        name="injury_decision_of_a_relapse",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InjuryOutcome",
            fields=_OUTCOME,
            options={
                "db_table": "injury_outcome",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(kind="healed", rate="") | (~Q(kind="healed") & ~Q(rate="")),
                        name="injury_outcome_has_its_rate",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimInjury", fields=_CLAIMED, options={"db_table": "claim_injury"}
        ),
        migrations.RunSQL(_GROUND.read_text("utf-8"), migrations.RunSQL.noop),
    )
