-- An act's digest asks each part what the act wrote there. An act writes in two or three tables of
-- fifty: when it is recorded, the parts whose tables this transaction has not written are passed
-- over, by PostgreSQL's own count of the rows a transaction inserts. A part passed over says
-- nothing, as an untouched one does; the verification asks them all, so that a wrong guess here
-- would be found there, and could not hide anything.
ALTER TABLE act_digest_part ADD COLUMN tables regclass[];

CREATE FUNCTION act_digest_part_tables() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- A temporal table's part has its name: it reads the table and its history, nothing else.
  IF NEW.tables IS NULL AND to_regclass(NEW.name || '_history') IS NOT NULL
     AND NEW.digest = to_regprocedure(NEW.name || '_act_digest(bigint)') THEN
    NEW.tables := ARRAY[to_regclass(NEW.name), to_regclass(NEW.name || '_history')];
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER act_digest_part_tables BEFORE INSERT OR UPDATE ON act_digest_part
  FOR EACH ROW EXECUTE FUNCTION act_digest_part_tables();
UPDATE act_digest_part SET name = name;

CREATE FUNCTION act_may_have_written(tables regclass[]) RETURNS boolean LANGUAGE sql AS $$
  SELECT tables IS NULL OR current_setting('track_counts') <> 'on'
    OR pg_stat_get_xact_tuples_inserted(tables[1]) > 0
    OR pg_stat_get_xact_tuples_inserted(tables[2]) > 0
$$;

CREATE FUNCTION act_digest_over(act act, only_written boolean) RETURNS bytea LANGUAGE plpgsql STABLE
SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
DECLARE part record; piece bytea; whole bytea;
BEGIN
  SELECT convert_to(jsonb_object_agg(key, value)::text, 'UTF8') INTO whole
  FROM jsonb_each(to_jsonb(act) - 'digest') WHERE value <> 'null';
  FOR part IN
    SELECT name, digest::regproc AS digest FROM act_digest_part
    WHERE NOT only_written OR act_may_have_written(tables) ORDER BY name
  LOOP
    EXECUTE format('SELECT %s($1)', part.digest) INTO piece USING act.id;
    IF piece IS NOT NULL THEN
      whole := whole || convert_to(E'\n' || part.name || ':', 'UTF8') || piece;
    END IF;
  END LOOP;
  RETURN sha256(whole);
END $$;

CREATE OR REPLACE FUNCTION socle_act_digest(act act) RETURNS bytea LANGUAGE sql STABLE AS
  'SELECT act_digest_over(act, false)';

CREATE OR REPLACE FUNCTION act_take_digest() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.digest := act_digest_over(NEW, true);
  RETURN NEW;
END $$;
