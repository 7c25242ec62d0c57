-- A large deposit loads its lines into a table of its own: rows first, indexes afterwards, then
-- the table becomes a part of declaration_line. Entering a million scattered insured into an index
-- that is there already costs ten times what building it once costs, and what is checked a row
-- (the fund, the act) is checked here by the table's own constraints and by one statement.
--
-- The parts are told apart by the ids of declarations: those of ordinary deposits are below 2^40
-- and lie by year as before; table n has the ids from n * 2^40 on.

DROP TRIGGER append_only ON declaration_line;
DROP TRIGGER append_only_whole ON declaration_line;
DROP TRIGGER known_keys ON declaration_line;
DROP POLICY one_fund ON declaration_line;
ALTER TABLE declaration_line NO FORCE ROW LEVEL SECURITY;
ALTER TABLE declaration_line DISABLE ROW LEVEL SECURITY;
REVOKE ALL ON declaration_line FROM socle_app;
ALTER TABLE declaration_line RENAME TO declaration_line_by_year;
ALTER INDEX declaration_line_declaration RENAME TO declaration_line_by_year_declaration;
ALTER INDEX declaration_line_person RENAME TO declaration_line_by_year_person;

CREATE TABLE declaration_line (LIKE declaration_line_by_year INCLUDING DEFAULTS INCLUDING CONSTRAINTS)
  PARTITION BY RANGE (declaration_id);
CREATE INDEX declaration_line_declaration ON declaration_line USING brin (declaration_id)
  WITH (pages_per_range = 16, autosummarize = on);
CREATE INDEX declaration_line_person ON declaration_line (person_id) WHERE person_id IS NOT NULL;
ALTER TABLE declaration_line ATTACH PARTITION declaration_line_by_year
  FOR VALUES FROM (MINVALUE) TO (1099511627776);
SELECT socle_isolate('declaration_line'), socle_append_only('declaration_line');
CREATE TRIGGER known_keys AFTER INSERT ON declaration_line REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION declaration_line_check_keys();

CREATE OR REPLACE FUNCTION declaration_ensure_year(year integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF year NOT BETWEEN 1950 AND 2150 THEN RAISE EXCEPTION 'year % is out of range', year; END IF;
  IF to_regclass('public.declaration_line_' || year) IS NOT NULL THEN RETURN; END IF;
  PERFORM pg_advisory_xact_lock(hashtext('declaration_line'), year);
  -- Asked of the catalogue: the name sought above in vain may be remembered as unknown.
  IF EXISTS (SELECT FROM pg_class WHERE relname = ('declaration_line_' || year)::name
             AND relnamespace = 'public'::regnamespace) THEN RETURN; END IF;
  -- Attached, not created as a partition: that would lock every reader of every year out until
  -- the act is committed, and one that reads two such tables could wait for us as we for it.
  EXECUTE format('CREATE TABLE public.%I (LIKE declaration_line_by_year INCLUDING ALL)', 'declaration_line_' || year);
  EXECUTE format('REVOKE ALL ON public.%I FROM socle_app', 'declaration_line_' || year);
  EXECUTE format('ALTER TABLE declaration_line_by_year ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
    'declaration_line_' || year, make_date(year, 1, 1), make_date(year + 1, 1, 1));
END $$;

CREATE SEQUENCE declaration_line_table_seq;

-- The table of one deposit: lines of its fund and of its declarations only, which the
-- application may add and not read. It is nobody else's until it is closed and committed.
CREATE FUNCTION declaration_line_open(place bigint) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own text := 'declaration_line_own_' || place;
BEGIN
  PERFORM socle_act();
  EXECUTE format('CREATE TABLE public.%I (LIKE declaration_line INCLUDING DEFAULTS INCLUDING CONSTRAINTS,'
    ' CONSTRAINT own_fund CHECK (fund_id = %s),'
    ' CONSTRAINT own_declarations CHECK (declaration_id >= %s AND declaration_id < %s))',
    own, socle_fund(), place << 40, (place + 1) << 40);
  EXECUTE format('REVOKE ALL ON public.%I FROM socle_app', own);
  EXECUTE format('GRANT INSERT ON public.%I TO socle_app', own);
  RETURN own;
END $$;

-- Ends the loading: nothing more is added, each line is of a declaration of the act in progress,
-- and everybody sees the lines once the act is committed. Returns how many wait for their insured.
CREATE FUNCTION declaration_line_close(place bigint) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE own text := 'declaration_line_own_' || place; wrong bigint; waiting bigint;
BEGIN
  EXECUTE format('REVOKE ALL ON public.%I FROM socle_app', own);
  EXECUTE format('SELECT declaration_id FROM %I WHERE (declaration_id, month) NOT IN ('
    ' SELECT id, month FROM declaration WHERE act_id = socle_act()) LIMIT 1', own) INTO wrong;
  IF wrong IS NOT NULL THEN
    RAISE EXCEPTION 'declaration % is of no act in progress', wrong
      USING ERRCODE = 'foreign_key_violation';
  END IF;
  EXECUTE format('CREATE INDEX ON public.%I (person_id) WHERE person_id IS NOT NULL', own);
  EXECUTE format('CREATE INDEX ON public.%I USING brin (declaration_id)'
    ' WITH (pages_per_range = 16, autosummarize = on)', own);
  -- Known at once: a declaration is asked for before the server's own round comes by.
  EXECUTE format('ANALYZE public.%I (declaration_id)', own);
  EXECUTE format('ALTER TABLE declaration_line ATTACH PARTITION public.%I FOR VALUES FROM (%s) TO (%s)',
    own, place << 40, (place + 1) << 40);
  EXECUTE format('SELECT count(*) FROM %I WHERE person_id IS NULL', own) INTO waiting;
  RETURN waiting;
END $$;
