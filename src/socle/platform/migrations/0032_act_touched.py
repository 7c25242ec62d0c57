"""The acts of a file are read by index, and so is all that is asked of acts again and again."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("platform", "0031_counts_forgotten")]
    operations = together(
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text("utf-8"), migrations.RunSQL.noop
        ),
        # Nothing reads it any more; under row-level security nothing could.
        migrations.RemoveIndex(model_name="act", name="act_touching"),
        # What somebody decided lately, out of all that they ever did.
        migrations.AlterField(
            model_name="actproposal",
            name="decided_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="actproposal",
            index=models.Index(fields=["decided_by", "decided_at"], name="act_proposal_decided"),
        ),
        # Which draft a proposal came of.
        migrations.AddIndex(
            model_name="actdraft",
            index=models.Index(fields=["fund", "outcome"], name="act_draft_outcome"),
        ),
    )
