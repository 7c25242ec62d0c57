"""Who handed a stored file in: nobody else may give it as evidence. Old files have no answer."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("platform", "0003_sign_in_failure"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="stored_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
