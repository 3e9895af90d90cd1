-- Who made, changed or closed which account. Beside the audit of records, whose rows are the feed of live changes.
CREATE TABLE account_events (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at             timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  company_id     text NOT NULL,
  user_id        text NOT NULL,           -- who did it; 'system' from a terminal
  action         text NOT NULL CHECK (action IN ('create', 'update')),
  account_id     uuid NOT NULL,
  changed_fields text[] NOT NULL          -- 'password', 'role', …; never values
);

CREATE INDEX account_events_by_time ON account_events (company_id, at, id);

ALTER TABLE account_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_company ON account_events FOR SELECT TO clinic_app
  USING (company_id = (SELECT clinic_setting('app.company_id')));
GRANT SELECT ON account_events TO clinic_app;

-- In the table itself, so that no way of changing an account goes around it.
CREATE FUNCTION clinic_record_account() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  before_row jsonb := CASE WHEN TG_OP = 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
  fields     text[];
BEGIN
  SELECT coalesce(array_agg(CASE key WHEN 'password_hash' THEN 'password' ELSE key END ORDER BY key), '{}') INTO fields
    FROM jsonb_each(to_jsonb(NEW))
   WHERE key NOT IN ('id', 'company_id', 'created_at') AND value IS DISTINCT FROM before_row -> key;
  INSERT INTO account_events (company_id, user_id, action, account_id, changed_fields)
  VALUES (NEW.company_id, coalesce(clinic_setting('app.user_id'), 'system'),
          CASE WHEN TG_OP = 'INSERT' THEN 'create' ELSE 'update' END, NEW.id, fields);
  RETURN NULL;
END $$;

CREATE TRIGGER record_account AFTER INSERT OR UPDATE ON users
  FOR EACH ROW EXECUTE FUNCTION clinic_record_account();
