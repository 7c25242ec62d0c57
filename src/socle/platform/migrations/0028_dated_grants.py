"""Roles held for an agency, from a day until a day; and by which agency an act was proposed."""

from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

import socle.platform.access.models
from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0027_breaches")]
    operations = together(
        migrations.RemoveConstraint(model_name="rolegrant", name="role_grant_once"),
        migrations.AddField(
            model_name="rolegrant",
            name="agency",
            field=models.CharField(blank=True, db_default="", default="", max_length=20),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="valid",
            field=django.contrib.postgres.fields.ranges.DateRangeField(
                default=socle.platform.access.models.always
            ),
        ),
        migrations.AddField(
            model_name="rolegrant", name="recorded_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="rolegrant", name="ended_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddField(
            model_name="actproposal",
            name="agencies",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=20), default=list, size=None
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(ended_at__isnull=True),
                expressions=[
                    ("user", "="),
                    ("fund", "="),
                    ("role", "="),
                    ("employer_number", "="),
                    ("agency", "="),
                    ("valid", "&&"),
                ],
                name="role_grant_held_once",
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
    )
