"""The database knows the legal time of each fund: a period of keeping is of the fund's own day."""

from pathlib import Path

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from socle.countries.clock import zone
from socle.platform.database.tables import together


def tell_zones(apps: Apps, schema: BaseDatabaseSchemaEditor) -> None:
    funds = apps.get_model("platform", "Fund").objects.using(schema.connection.alias)
    for country in list(funds.values_list("country", flat=True).distinct().order_by("country")):
        funds.filter(country=country).update(zone=zone(country).key)


class Migration(migrations.Migration):
    dependencies = [("platform", "0032_act_touched")]
    operations = together(
        migrations.AddField("fund", "zone", models.CharField(max_length=40, default="")),
        migrations.RunPython(tell_zones, migrations.RunPython.noop),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
    )
