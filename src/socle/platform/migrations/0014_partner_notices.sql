SELECT socle_temporal('partner_subscription', '{user_id,number}');
-- How far events were told is no file: it changes with each attempt, and proves nothing.
SELECT socle_isolate('notice_queue'), socle_isolate('partner_notice');
REVOKE TRUNCATE ON notice_queue, partner_notice FROM socle_app;
