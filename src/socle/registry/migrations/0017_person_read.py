"""A person in one question: nine, each planned anew, took longer than reading what they found."""

from pathlib import Path

from django.db import migrations

_AS_KNOWN = Path(__file__).with_name("0017_person_read.sql").read_text("utf-8")
# The same of what is believed now: the tables themselves, and no history.
_NOW = _AS_KNOWN
for _said, _instead in (
    ("_as_of(known_at)", ""),
    ("            AND l.recorded_at <= known_at))", "        ))"),
    (", known_at timestamptz", ""),
    ("registry_person(", "registry_person_now("),
):
    _NOW = _NOW.replace(_said, _instead)


class Migration(migrations.Migration):
    dependencies = [("registry", "0016_weighed_and_undone")]
    operations = [migrations.RunSQL([_AS_KNOWN, _NOW], migrations.RunSQL.noop)]
