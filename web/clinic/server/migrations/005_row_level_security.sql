-- Every row belongs to a company, and the database itself enforces it (BEHAVIOUR 8). Requests run as
-- clinic_app with app.company_id set for their transaction; without it they see and change nothing.
-- clinic_app may not remove rows (deletion is a date) and may not touch the audit trail.
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION clinic_record_change() FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO clinic_app;

DO $$
DECLARE
  name text;
BEGIN
  FOREACH name IN ARRAY ARRAY['practitioners', 'patients', 'appointments', 'medical_records', 'consents'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', name);
    EXECUTE format('CREATE POLICY own_company ON %I TO clinic_app
                    USING (company_id = (SELECT clinic_setting(''app.company_id'')))
                    WITH CHECK (company_id = (SELECT clinic_setting(''app.company_id'')))', name);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO clinic_app', name);
  END LOOP;
END $$;

ALTER TABLE companies ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_company ON companies FOR SELECT TO clinic_app
  USING (id = (SELECT clinic_setting('app.company_id')));
GRANT SELECT ON companies TO clinic_app;

ALTER TABLE audit ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_company ON audit FOR SELECT TO clinic_app
  USING (company_id = (SELECT clinic_setting('app.company_id')));
GRANT SELECT ON audit TO clinic_app;

-- An answer is replayed only to the user who asked for it first.
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_keys ON idempotency_keys TO clinic_app
  USING (company_id = (SELECT clinic_setting('app.company_id'))
     AND user_id = (SELECT clinic_setting('app.user_id')))
  WITH CHECK (company_id = (SELECT clinic_setting('app.company_id'))
     AND user_id = (SELECT clinic_setting('app.user_id')));
GRANT SELECT, INSERT, DELETE ON idempotency_keys TO clinic_app;

-- People: a request may read who works in its company, never a password hash.
ALTER TABLE users ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_company ON users FOR SELECT TO clinic_app
  USING (company_id = (SELECT clinic_setting('app.company_id')));
GRANT SELECT (id, company_id, email, name, role, active) ON users TO clinic_app;
