-- name: revoked_cards
-- Cards not yet past their last day that serve nobody: lost, stolen, cancelled or replaced; of the
-- dead; and those of which the making was reversed, so that no state is left of them.
SELECT s.card_id FROM card_state s JOIN insured_card c ON c.id = s.card_id
WHERE s.state NOT IN ('made', 'held') AND s.valid @> %(on)s::date
UNION
SELECT c.id FROM person_death d JOIN insured_card c ON c.person_id = d.person_id
WHERE c.expires_on >= %(on)s::date
UNION
SELECT h.card_id FROM card_state_history h JOIN insured_card c ON c.id = h.card_id
WHERE c.expires_on >= %(on)s::date
  AND NOT EXISTS (SELECT FROM card_state s WHERE s.person_id = c.person_id AND s.card_id = c.id)
ORDER BY 1

-- name: is_reversed
SELECT EXISTS (SELECT FROM act WHERE reverses_id = %(act)s
  AND (%(known_at)s::timestamptz IS NULL OR recorded_at <= %(known_at)s))

-- name: names_of_persons
SELECT DISTINCT ON (i.person_id) i.person_id, trim(i.family_name || ' ' || i.given_names)
FROM insured_person i WHERE i.person_id = ANY(%s) ORDER BY i.person_id, i.valid DESC
