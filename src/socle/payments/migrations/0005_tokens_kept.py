"""Every order that holds the token of an account has its sealed value."""

from django.db import migrations

_GROUND = """
CREATE FUNCTION payments_find_unsealed() RETURNS text LANGUAGE sql STABLE AS $$
  SELECT 'the account of order ' || o.number || ' has no sealed value' FROM payment_order o
  WHERE o.account LIKE '~%' AND length(o.account) = 33 AND NOT EXISTS (SELECT FROM sealed_part v
    WHERE v.fund_id = o.fund_id AND v.token = o.account) ORDER BY o.id LIMIT 1
$$;
INSERT INTO audit_check VALUES ('orders have sealed values', 'payments_find_unsealed()');
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0003_order_state")]
    operations = [migrations.RunSQL(_GROUND, migrations.RunSQL.noop)]
