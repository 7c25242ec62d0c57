"""Each fund makes its numbers in its own way: the second of a house could not say how."""

from django.db import migrations

_KEY = """
ALTER TABLE number_rule DROP CONSTRAINT number_rule_no_overlap,
  ADD CONSTRAINT number_rule_no_overlap UNIQUE ({}, valid WITHOUT OVERLAPS)
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0018_register_in_sets")]
    operations = [migrations.RunSQL(_KEY.format("fund_id, kind"), _KEY.format("kind"))]
