"""The days on which something is stated of a cover, for whoever states what is left."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("coverage", "0004_lighter_checks")]
    operations = [
        migrations.RunSQL(
            """
            CREATE VIEW stated_cover WITH (security_invoker = true) AS
            SELECT fund_id, person_id, branch, valid FROM coverage
            """,
            "DROP VIEW stated_cover",
        )
    ]
