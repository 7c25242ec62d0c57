"""Storage of evidence: files kept in the database, so that they travel with the acts."""

from django.db import models

from socle.platform.access.models import Fund, User


class Document(models.Model):
    """A stored file (pièce): its name as given, its type as found, its size and digest."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    size = models.BigIntegerField()
    sha256 = models.BinaryField(max_length=32)
    stored_at = models.DateTimeField()
    # Who handed it in, and alone may give it as evidence; null for what an act itself made.
    stored_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    # Which piece of a list it is, and its last day, as said when it was handed in. Null rather
    # than empty: an act's digest covers its documents, and leaves nulls out.
    kind = models.CharField(max_length=60, null=True)  # noqa: DJ001
    expires_on = models.DateField(null=True)

    class Meta:
        db_table = "document"
        indexes = (models.Index(fields=["fund", "sha256"], name="document_sha256"),)


class DocumentChunk(models.Model):
    """A compressed piece of a document, so that neither storing nor reading holds it whole."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    document = models.ForeignKey(Document, models.PROTECT)
    position = models.IntegerField()
    body = models.BinaryField()

    class Meta:
        db_table = "document_chunk"
        constraints = (
            models.UniqueConstraint(fields=["document", "position"], name="document_chunk_once"),
        )


class DocumentErasure(models.Model):
    """That the bytes of a document were purged, by which act; its name and digest stay."""

    fund = models.ForeignKey(Fund, models.PROTECT, db_index=False)
    act = models.ForeignKey("platform.Act", models.PROTECT)
    document = models.OneToOneField(Document, models.PROTECT)

    class Meta:
        db_table = "document_erasure"
