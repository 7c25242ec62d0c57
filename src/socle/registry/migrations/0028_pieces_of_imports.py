"""What the trial of a file of persons has read is kept until it is written."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together


class Migration(migrations.Migration):
    dependencies = [("registry", "0027_employers_asked")]
    operations = together(
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.IntegerField()),
                ("first_line", models.IntegerField()),
                ("last_line", models.IntegerField()),
                ("rows", models.IntegerField()),
                ("is_numbered", models.BooleanField()),
                ("body", models.BinaryField()),
                (
                    "fund",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="platform.fund",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="registry.importrun",
                    ),
                ),
            ],
            options={"db_table": "import_piece"},
        ),
        migrations.AddConstraint(
            model_name="importpiece",
            constraint=models.UniqueConstraint(
                fields=["run", "position"], name="import_piece_once"
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_name("0028_pieces_of_imports.sql").read_text("utf-8"),
            migrations.RunSQL.noop,
        ),
    )
