"""Each fund has its own order of allocation: the second of a house could not state one."""

from django.db import migrations

_KEY = """
ALTER TABLE allocation_order DROP CONSTRAINT allocation_order_no_overlap,
  ADD CONSTRAINT allocation_order_no_overlap UNIQUE ({}, valid WITHOUT OVERLAPS)
"""


class Migration(migrations.Migration):
    dependencies = [("collection", "0006_digest_tables")]
    operations = [migrations.RunSQL(_KEY.format("fund_id, subject"), _KEY.format("subject"))]
