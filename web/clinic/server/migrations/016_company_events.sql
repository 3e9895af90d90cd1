-- Who has named the clinic, in the access log: an event of the company and of no account.
ALTER TABLE account_events ALTER COLUMN account_id DROP NOT NULL;

-- As its owner: the management may change the name, and write nothing into the log itself.
CREATE FUNCTION clinic_record_company() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO account_events (company_id, user_id, action, account_id, changed_fields)
  VALUES (NEW.id, coalesce(clinic_setting('app.user_id'), 'system'), 'update', NULL, ARRAY['name']);
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION clinic_record_company() FROM PUBLIC;

CREATE TRIGGER record_company AFTER UPDATE OF name ON companies
  FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name) EXECUTE FUNCTION clinic_record_company();
