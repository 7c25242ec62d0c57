"""A declaration assessed again by a law that changed: no file brought it, it replaces one."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("contributions", "0011_digest_tables")]
    operations = [
        migrations.RemoveConstraint(model_name="declaration", name="declaration_has_deposit"),
        migrations.AddConstraint(
            model_name="declaration",
            constraint=models.CheckConstraint(
                condition=Q(deposit__isnull=False)
                | Q(kind="own_motion")
                | Q(kind__isnull=True, replaces__isnull=False),
                name="declaration_has_deposit",
            ),
        ),
    ]
