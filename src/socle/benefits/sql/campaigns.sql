-- Campaigns: what each is and gave, whom it looks at, and the awards of its list.

-- name: campaigns
SELECT c.id, c.number, a.number, c.label, c.decided_by, c.decided_on, c.amount, c.of_benefit,
  c.branch, c.judged_on, c.age_from, c.age_to, c.needs_certificate, c.claims_from, c.claims_until,
  a.recorded_at, coalesce(g.listed, 0)::integer, coalesce(g.claimed, 0)::integer,
  coalesce(p.paid, 0)::bigint
FROM campaign c JOIN act a ON a.id = c.act_id
LEFT JOIN LATERAL (
  SELECT count(*) FILTER (WHERE origin = 'list') AS listed,
    count(*) FILTER (WHERE origin = 'claim') AS claimed
  FROM campaign_child WHERE campaign_id = c.id) g ON true
LEFT JOIN LATERAL (
  SELECT sum(d.amount) AS paid
  FROM counted_run r JOIN award_due d ON d.run_id = r.id
  JOIN campaign_child l ON l.award_id = d.award_id AND l.campaign_id = c.id
  WHERE r.step = 'validated' AND %(benefit)s = ANY (r.benefits)
    AND d.kind IN ('regular', 'arrears', 'correction')) p ON true
WHERE benefits_is_known(c.act_id, NULL) AND (%(number)s = '' OR c.number = %(number)s)
  AND (%(before)s = 0 OR c.id < %(before)s)
ORDER BY c.id DESC LIMIT %(limit)s

-- name: campaign_counts
SELECT standing, count(*)::integer FROM campaign_children(%(campaign)s, %(by_charge)s)
GROUP BY standing

-- name: campaign_lines
SELECT l.standing, l.child_id, p.number, coalesce(c.name, ''), c.birth_on, i.number,
  coalesce(n.name, ''), y.number, coalesce(m.name, ''), coalesce(a.number, '')
FROM (
  SELECT * FROM campaign_children(%(campaign)s, %(by_charge)s)
  WHERE (%(standing)s = '' OR standing = %(standing)s) AND child_id > %(after)s
  ORDER BY child_id LIMIT %(limit)s
) l
JOIN insured_number p ON p.person_id = l.child_id
JOIN insured_number i ON i.person_id = l.person_id
JOIN insured_number y ON y.person_id = l.payee_id
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name, birth_on FROM person_civil_status_as_of('infinity')
  WHERE person_id = l.child_id ORDER BY lower(valid) DESC LIMIT 1) c ON true
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = l.person_id ORDER BY lower(valid) DESC LIMIT 1) n ON true
LEFT JOIN LATERAL (
  SELECT rtrim(family_name || ' ' || given_names) AS name FROM insured_person
  WHERE person_id = l.payee_id ORDER BY lower(valid) DESC LIMIT 1) m ON true
LEFT JOIN campaign_child g ON g.campaign_id = %(campaign)s AND g.child_id = l.child_id
LEFT JOIN award a ON a.id = g.award_id
ORDER BY l.child_id

-- name: campaign_child_standing
SELECT person_id, standing FROM campaign_children(%(campaign)s, %(by_charge)s)
WHERE child_id = %(child)s

-- name: campaign_list
-- Who is given now, each with the award to come. `children`: these alone; null, all eligible.
CREATE TEMPORARY TABLE campaign_list ON COMMIT DROP AS
SELECT nextval((SELECT pg_get_serial_sequence('award', 'id')::regclass)) AS award_id, l.*
FROM (
  SELECT child_id, person_id, payee_id FROM campaign_children(%(campaign)s, %(by_charge)s)
  WHERE standing = ANY (%(standings)s)
    AND (%(child)s::bigint IS NULL OR child_id = %(child)s::bigint)
  ORDER BY child_id
) l

-- name: campaign_awards
INSERT INTO award (id, fund_id, number, campaign_id, act_id, person_id, beneficiary_id, benefit,
  branch, part, periodicity)
SELECT l.award_id, c.fund_id, %(prefix)s || lpad(l.award_id::text, 6, '0'), c.id, %(act)s,
  l.person_id, l.child_id, %(benefit)s, c.branch, '', 'once'
FROM campaign_list l CROSS JOIN campaign c WHERE c.id = %(campaign)s ORDER BY l.award_id

-- name: campaign_terms
INSERT INTO award_term (fund_id, award_id, amount, payee_id, status, reason, valid)
SELECT c.fund_id, l.award_id, c.amount, l.payee_id, 'active', '', daterange(%(since)s, %(until)s)
FROM campaign_list l CROSS JOIN campaign c WHERE c.id = %(campaign)s ORDER BY l.award_id

-- name: campaign_given
INSERT INTO campaign_child (fund_id, campaign_id, child_id, award_id, act_id, origin)
SELECT c.fund_id, c.id, l.child_id, l.award_id, %(act)s, %(origin)s
FROM campaign_list l CROSS JOIN campaign c WHERE c.id = %(campaign)s ORDER BY l.award_id
