"""Statements of one award among certificates of rights; which benefits were awarded, by index."""

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("benefits", "0014_injuries")]

    operations = together(
        migrations.AddField(
            model_name="rightscertificate",
            name="award",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="benefits.award",
            ),
        ),
        migrations.AddIndex(
            model_name="award",
            index=models.Index(fields=["fund", "benefit"], name="award_of_benefit"),
        ),
    )
