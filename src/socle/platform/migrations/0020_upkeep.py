"""What was done for the installation's upkeep: backups, rehearsed restores, verifications."""

from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0019_published")]
    operations = together(
        migrations.CreateModel(
            name="Upkeep",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("fund", models.CharField(blank=True, default="", max_length=40)),
                ("began_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField()),
                ("is_good", models.BooleanField()),
                ("facts", models.JSONField(default=dict)),
            ],
            options={
                "db_table": "upkeep",
                "indexes": [
                    models.Index(fields=["kind", "fund", "-ended_at"], name="upkeep_newest")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("began_at"))),
                        name="upkeep_in_order",
                    )
                ],
            },
        ),
        migrations.RunSQL(
            "REVOKE UPDATE, DELETE, TRUNCATE ON upkeep FROM socle_app;",
            migrations.RunSQL.noop,
        ),
    )
