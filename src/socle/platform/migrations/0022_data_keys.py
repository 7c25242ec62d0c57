"""Keys of classes of data, sealed by the installation's secret."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0021_second_factor")]
    operations = together(
        migrations.CreateModel(
            name="DataKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_class", models.CharField(max_length=10)),
                ("version", models.SmallIntegerField()),
                ("sealed", models.BinaryField(max_length=200)),
                ("made_at", models.DateTimeField(db_default=Now())),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
            ],
            options={
                "db_table": "data_key",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "data_class", "version"), name="data_key_version_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("version__gte", 1)), name="data_key_version_counts"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            """
            SELECT socle_isolate('data_key');
            -- A key is never taken away: what it sealed would be lost. Its seal alone is made anew.
            REVOKE UPDATE, DELETE, TRUNCATE ON data_key FROM socle_app;
            GRANT UPDATE (sealed) ON data_key TO socle_app;
            """,
            migrations.RunSQL.noop,
        ),
    )
