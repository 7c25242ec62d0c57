"""Storage of imports: where files come from, each file and what was found wrong with it."""

from django.db import models

from socle.platform.temporal.models import TemporalModel


class ImportSource(models.Model):
    """Where files come from (une source de reprise): opened once, and nothing that changes."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=12)
    act = models.ForeignKey("platform.Act", models.PROTECT)

    class Meta:
        db_table = "import_source"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="import_source_number_once"),
            models.UniqueConstraint(fields=["fund", "name"], name="import_source_name_once"),
        )


class ImportMapping(TemporalModel):
    """What a source's files say where: one row a field, or a trait of the layout."""

    source = models.ForeignKey(ImportSource, models.PROTECT)
    field = models.CharField(max_length=40)
    said = models.CharField(max_length=120)

    class Meta:
        db_table = "import_mapping"
        indexes = (models.Index(fields=["act"], name="import_mapping_act"),)


class ImportRun(models.Model):
    """A file handed in to be taken over (reprise), and how far it has come."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    number = models.CharField(max_length=20)
    key = models.CharField(max_length=120)
    source = models.ForeignKey(ImportSource, models.PROTECT)
    document = models.ForeignKey("platform.Document", models.PROTECT)
    sha256 = models.BinaryField(max_length=32)
    # Taken whole or not at all; otherwise the rows without fault are.
    is_whole = models.BooleanField()
    received_at = models.DateTimeField()
    received_by = models.ForeignKey("platform.User", models.PROTECT)
    state = models.CharField(max_length=10)
    why = models.JSONField(null=True)
    counts = models.JSONField(default=dict)
    written = models.JSONField(default=dict)
    reached_line = models.IntegerField(default=0)

    class Meta:
        db_table = "import_run"
        constraints = (
            models.UniqueConstraint(fields=["fund", "number"], name="import_run_number_once"),
            models.UniqueConstraint(fields=["fund", "key"], name="import_run_key_once"),
            # The same file is taken over once, however often it is handed in.
            models.UniqueConstraint(
                fields=["fund", "source", "sha256"],
                condition=models.Q(state__in=["writing", "done"]),
                name="import_run_file_once",
            ),
        )
        indexes = (models.Index(fields=["fund", "received_at"], name="import_run_latest"),)


class ImportPiece(models.Model):
    """Rows of a file of persons as its trial read them, until they are written or given up."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False)
    position = models.IntegerField()
    first_line = models.IntegerField()
    last_line = models.IntegerField()
    rows = models.IntegerField()
    is_numbered = models.BooleanField()
    body = models.BinaryField()

    class Meta:
        db_table = "import_piece"
        constraints = (
            models.UniqueConstraint(fields=["run", "position"], name="import_piece_once"),
        )


class ImportFault(models.Model):
    """Something wrong with a row of a file, and where."""

    fund = models.ForeignKey("platform.Fund", models.PROTECT, db_index=False)
    run = models.ForeignKey(ImportRun, models.PROTECT, db_index=False)
    line = models.IntegerField()
    cell = models.CharField(max_length=10, default="", blank=True)
    field = models.CharField(max_length=60, default="", blank=True)
    read = models.CharField(max_length=100, default="", blank=True)
    code = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)

    class Meta:
        db_table = "import_fault"
        constraints = (
            models.UniqueConstraint(
                fields=["run", "line", "cell", "code"], name="import_fault_told_once"
            ),
        )
