-- Claims with where they stand, as stored: what the law says of them is computed beside.

-- name: claims
SELECT s.claim_id, s.number, s.person_id, s.benefit, s.event_on, s.filed_on, s.outcome,
  s.decided_on, coalesce(s.amount, 0), s.appeal_id IS NOT NULL, coalesce(s.ruling, ''),
  ARRAY(SELECT DISTINCT p.piece FROM claim_piece p
        WHERE p.claim_id = s.claim_id AND benefits_is_known(p.act_id, NULL))
FROM claim_state s
WHERE (%(number)s = '' OR s.number = %(number)s)
  AND (%(benefits)s::text[] IS NULL OR s.benefit = ANY(%(benefits)s::text[]))
  AND (%(persons)s::bigint[] IS NULL OR s.person_id = ANY(%(persons)s::bigint[])
       OR EXISTS (SELECT FROM award a WHERE a.claim_id = s.claim_id
                  AND a.beneficiary_id = ANY(%(persons)s::bigint[])))
  AND (NOT %(only_open)s OR s.decision_id IS NULL OR s.appeal_id IS NOT NULL)
  AND (%(after)s::bigint IS NULL OR (s.filed_on, s.claim_id) > (%(after_on)s, %(after)s))
ORDER BY s.filed_on, s.claim_id LIMIT %(limit)s
