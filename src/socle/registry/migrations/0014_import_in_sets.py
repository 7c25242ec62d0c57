"""Persons by hundred thousands: fewer keys looked up and fewer indexes filled a row."""

from pathlib import Path
from typing import Any

import django.db.models.deletion
from django.db import migrations, models

_BY_ACT = ("personcivilstatus", "personname", "personorigin", "employment")


def _index(model: str) -> str:
    return {"personcivilstatus": "person_civil_status_act"}.get(
        model, model.replace("person", "person_") + "_act"
    )


def _fund() -> "models.ForeignKey[Any, Any]":
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        on_delete=django.db.models.deletion.PROTECT,
        to="platform.fund",
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0013_digest_tables")]
    operations = [
        *(
            # The act of a row, which every table has an index of already, says its fund.
            migrations.AlterField(model_name=model, name="fund", field=_fund())
            for model in ("person", *_BY_ACT)
        ),
        *(migrations.RemoveIndex(model_name=model, name=_index(model)) for model in _BY_ACT),
        migrations.RunSQL(
            Path(__file__).with_name("0014_import_in_sets.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    ]
