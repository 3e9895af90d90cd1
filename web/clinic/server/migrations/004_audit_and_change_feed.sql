-- Who changed what, when and why, written by the database itself so that no code path can forget it.
-- The same rows, read in commit order, are the feed of live changes.
CREATE TABLE audit (
  id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- The writing transaction. Rows of transactions that are still running stay invisible to others, so a
  -- reader that stops below pg_snapshot_xmin() never skips a change that commits late.
  xid             xid8 NOT NULL DEFAULT pg_current_xact_id(),
  at              timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  company_id      text NOT NULL,
  user_id         text NOT NULL,
  reason          text,
  idempotency_key text,
  request_id      text,
  action          text NOT NULL CHECK (action IN ('create', 'update', 'delete', 'restore')),
  resource        text NOT NULL,
  row_id          uuid NOT NULL,
  version         integer NOT NULL,
  changed_fields  text[] NOT NULL,
  before_digest   text,                  -- SHA-256 of the row as JSON; contents are never copied here
  after_digest    text NOT NULL
);

CREATE INDEX audit_by_company ON audit (company_id, xid, id);
CREATE INDEX audit_by_row ON audit (company_id, resource, row_id, id);

CREATE FUNCTION clinic_setting(name text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT nullif(current_setting(name, true), '') $$;

CREATE FUNCTION clinic_digest(value jsonb) RETURNS text
LANGUAGE sql IMMUTABLE AS $$ SELECT encode(sha256(convert_to(value::text, 'UTF8')), 'hex') $$;

-- Before each change: the identity of a row is fixed, its version grows by exactly one.
CREATE FUNCTION clinic_stamp_row() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW.version := 1;
    NEW.created_by := coalesce(clinic_setting('app.user_id'), NEW.created_by);
    NEW.updated_by := NEW.created_by;
  ELSE
    NEW.id := OLD.id;
    NEW.company_id := OLD.company_id;
    NEW.created_at := OLD.created_at;
    NEW.created_by := OLD.created_by;
    NEW.version := OLD.version + 1;
    NEW.updated_at := greatest(now(), OLD.updated_at);
    NEW.updated_by := coalesce(clinic_setting('app.user_id'), 'system');
  END IF;
  RETURN NEW;
END $$;

-- After each change: one audit row and one wake-up for the live feed, delivered at commit.
CREATE FUNCTION clinic_record_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  after_row  jsonb := to_jsonb(NEW);
  before_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) END;
  verb       text;
  fields     text[];
BEGIN
  verb := CASE
    WHEN before_row IS NULL THEN 'create'
    WHEN before_row ->> 'deleted_at' IS NULL AND after_row ->> 'deleted_at' IS NOT NULL THEN 'delete'
    WHEN before_row ->> 'deleted_at' IS NOT NULL AND after_row ->> 'deleted_at' IS NULL THEN 'restore'
    ELSE 'update'
  END;
  SELECT coalesce(array_agg(key ORDER BY key), '{}') INTO fields
    FROM jsonb_each(after_row)
   WHERE key NOT IN ('version', 'created_at', 'updated_at', 'created_by', 'updated_by', 'sort_name', 'search_text')
     AND value IS DISTINCT FROM coalesce(before_row -> key, 'null'::jsonb);
  INSERT INTO audit (company_id, user_id, reason, idempotency_key, request_id, action, resource, row_id,
                     version, changed_fields, before_digest, after_digest)
  VALUES (NEW.company_id, coalesce(clinic_setting('app.user_id'), 'system'), clinic_setting('app.reason'),
          clinic_setting('app.idempotency_key'), clinic_setting('app.request_id'), verb,
          replace(TG_TABLE_NAME, '_', '-'), NEW.id, NEW.version, fields,
          CASE WHEN before_row IS NOT NULL THEN clinic_digest(before_row) END, clinic_digest(after_row));
  PERFORM pg_notify('clinic_changes', NEW.company_id);
  RETURN NULL;
END $$;

DO $$
DECLARE
  resource text;
BEGIN
  FOREACH resource IN ARRAY ARRAY['practitioners', 'patients', 'appointments', 'medical_records', 'consents'] LOOP
    EXECUTE format('CREATE TRIGGER stamp_row BEFORE INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION clinic_stamp_row()', resource);
    EXECUTE format('CREATE TRIGGER record_change AFTER INSERT OR UPDATE ON %I
                    FOR EACH ROW EXECUTE FUNCTION clinic_record_change()', resource);
  END LOOP;
END $$;
