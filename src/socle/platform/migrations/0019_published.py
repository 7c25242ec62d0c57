"""What modules above read of agreements and acts: views, and where an exchange's acts are found."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("platform", "0018_digest_in_place")]
    operations = [
        migrations.RunSQL(
            """
            -- With whom something is agreed, over time, while their account is open.
            CREATE VIEW agreed_partner WITH (security_invoker = true) AS
            SELECT a.fund_id, a.user_id, a.code, a.name, a.act_id, a.scopes::text[] AS scopes,
              a.calls_per_minute, a.valid
            FROM partner_agreement a JOIN user_account u ON u.id = a.user_id AND u.is_active;

            -- Under which key an act was done: it names what the act was done for.
            CREATE VIEW act_key WITH (security_invoker = true) AS
            SELECT fund_id, act_id, key FROM act_claim;
            -- Of all keys those of exchanges are few, and asked for act by act.
            CREATE INDEX act_claim_exchange ON act_claim (act_id)
              WHERE key >= 'exchange:' AND key < 'exchange;';

            -- Proposals that somebody has let pass or refused.
            CREATE VIEW decided_proposal WITH (security_invoker = true) AS
            SELECT fund_id, number, decided_at FROM act_proposal WHERE decided_at IS NOT NULL;
            """,
            """
            DROP VIEW decided_proposal;
            DROP INDEX act_claim_exchange;
            DROP VIEW act_key;
            DROP VIEW agreed_partner;
            """,
        )
    ]
