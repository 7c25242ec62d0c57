-- Agreements and secrets have two times; two secrets of one partner never share a slot on one day.
SELECT socle_temporal('partner_agreement', '{user_id}');
SELECT socle_temporal('partner_secret', '{user_id,slot}');
-- Who read whom, what for, when: it only grows. No act speaks of it, so no digest does.
SELECT socle_isolate('partner_access'), socle_append_only('partner_access');
