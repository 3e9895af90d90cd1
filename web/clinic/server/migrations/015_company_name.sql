-- The management names its clinic: what printed lists and the pages show.
CREATE POLICY own_company_name ON companies FOR UPDATE TO clinic_app
  USING (id = (SELECT clinic_setting('app.company_id')))
  WITH CHECK (id = (SELECT clinic_setting('app.company_id')));
GRANT UPDATE (name) ON companies TO clinic_app;
