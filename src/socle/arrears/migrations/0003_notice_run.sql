-- Runs of letters: asked for, then finished by the worker. What was asked stays as it was.
SELECT socle_isolate('notice_run');
REVOKE UPDATE, DELETE, TRUNCATE ON notice_run FROM socle_app;
GRANT UPDATE (started_at, act_id, refusal, refusal_facts) ON notice_run TO socle_app;
