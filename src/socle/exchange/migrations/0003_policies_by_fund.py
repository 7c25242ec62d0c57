"""Each fund says what it does with an event: the second of a house could not."""

from django.db import migrations

_KEY = """
ALTER TABLE exchange_policy DROP CONSTRAINT exchange_policy_no_overlap,
  ADD CONSTRAINT exchange_policy_no_overlap UNIQUE ({}, valid WITHOUT OVERLAPS)
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_ground")]
    operations = [migrations.RunSQL(_KEY.format("fund_id, kind"), _KEY.format("kind"))]
