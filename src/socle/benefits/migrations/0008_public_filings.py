"""Claims handed in on the public page: the day that counts, and by which draft they wait."""

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("benefits", "0007_asked_runs")]

    operations = together(
        migrations.CreateModel(
            name="PublicFiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=64)),
                ("code_digest", models.BinaryField(max_length=32)),
                ("benefit", models.CharField(max_length=40)),
                ("filed_on", models.DateField()),
                ("received_at", models.DateTimeField()),
                ("draft", models.CharField(max_length=40)),
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
                "db_table": "public_filing",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "number"), name="public_filing_number_once"
                    ),
                    models.UniqueConstraint(fields=("fund", "key"), name="public_filing_once"),
                ],
            },
        ),
        migrations.RunSQL(
            "SELECT socle_isolate('public_filing'), socle_append_only('public_filing')",
            migrations.RunSQL.noop,
        ),
    )
