-- The days on which a clinic is closed: the public holidays that it keeps, and its own closures, each from its first to its
-- last day with what people call it: '2026-12-24/2026-12-31 Congés'. Instances of the former version go on meanwhile: the
-- defaults close nothing.
ALTER TABLE companies
  ADD COLUMN holidays text NOT NULL DEFAULT 'none' CHECK (holidays IN ('none', 'france', 'alsace-moselle')),
  ADD COLUMN closures text[] NOT NULL DEFAULT '{}';
GRANT UPDATE (holidays, closures) ON companies TO clinic_app;

-- The access log says which of the three was changed (migration 016).
CREATE OR REPLACE FUNCTION clinic_record_company() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  INSERT INTO account_events (company_id, user_id, action, account_id, changed_fields)
  VALUES (NEW.id, coalesce(clinic_setting('app.user_id'), 'system'), 'update', NULL, array_remove(ARRAY[
    CASE WHEN OLD.name IS DISTINCT FROM NEW.name THEN 'name' END,
    CASE WHEN OLD.holidays IS DISTINCT FROM NEW.holidays THEN 'holidays' END,
    CASE WHEN OLD.closures IS DISTINCT FROM NEW.closures THEN 'closures' END], NULL));
  RETURN NULL;
END $$;

DROP TRIGGER record_company ON companies;
CREATE TRIGGER record_company AFTER UPDATE ON companies
  FOR EACH ROW WHEN ((OLD.name, OLD.holidays, OLD.closures) IS DISTINCT FROM (NEW.name, NEW.holidays, NEW.closures))
  EXECUTE FUNCTION clinic_record_company();
