"""Values kept apart, sealed, and read by the token that rows hold in their place."""

import django.db.models.deletion
from django.db import migrations, models

from socle.platform.database.tables import together

_GROUND = """
SELECT socle_isolate('sealed_value'), socle_within_act('sealed_value');
-- What rows speak of is never taken away. The same value under a newer key alone is written anew.
REVOKE UPDATE, DELETE, TRUNCATE ON sealed_value FROM socle_app;
GRANT UPDATE (sealed) ON sealed_value TO socle_app;

-- What may be read of a value in clear, for whoever works on rows in sets.
CREATE VIEW sealed_part WITH (security_invoker = true) AS
SELECT fund_id, token, part FROM sealed_value;

CREATE FUNCTION sealed_find_stray() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'sealed value ' || id || ' was written by no act' FROM sealed_value v
  WHERE NOT EXISTS (SELECT FROM act WHERE act.id = v.act_id) ORDER BY id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('sealed values have acts', 'sealed_find_stray()');
"""


def _to(model: str, *, is_indexed: bool) -> models.ForeignKey:  # type: ignore[type-arg]
    return models.ForeignKey(
        db_index=is_indexed, on_delete=django.db.models.deletion.PROTECT, to=model
    )


class Migration(migrations.Migration):
    dependencies = [("platform", "0024_passkeys")]
    operations = together(
        migrations.CreateModel(
            name="SealedValue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("data_class", models.CharField(max_length=10)),
                ("token", models.CharField(max_length=34)),
                ("part", models.CharField(blank=True, default="", max_length=40)),
                ("sealed", models.CharField(max_length=300)),
                ("act", _to("platform.act", is_indexed=True)),
                ("fund", _to("platform.fund", is_indexed=False)),
            ],
            options={
                "db_table": "sealed_value",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("fund", "token"), name="sealed_value_token_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(_GROUND, migrations.RunSQL.noop),
    )
