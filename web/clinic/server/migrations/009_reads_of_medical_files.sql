-- Who has read which medical documents. Beside the audit of changes, whose rows are the feed of live changes.
CREATE TABLE medical_reads (
  id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at         timestamptz(3) NOT NULL DEFAULT clock_timestamp(),
  company_id text NOT NULL,
  user_id    text NOT NULL,
  request_id text,
  row_id     uuid,                      -- the document, when it was asked for alone
  patient_id uuid,                      -- the patient, when documents of one patient were asked for
  documents  integer NOT NULL           -- how many documents were handed out
);

CREATE INDEX medical_reads_by_time ON medical_reads (company_id, at, id);
CREATE INDEX audit_by_time ON audit (company_id, at, id);

-- A request adds its own reads and changes none.
ALTER TABLE medical_reads ENABLE ROW LEVEL SECURITY;
CREATE POLICY own_company ON medical_reads FOR SELECT TO clinic_app
  USING (company_id = (SELECT clinic_setting('app.company_id')));
CREATE POLICY own_reads ON medical_reads FOR INSERT TO clinic_app
  WITH CHECK (company_id = (SELECT clinic_setting('app.company_id'))
          AND user_id = (SELECT clinic_setting('app.user_id')));
GRANT SELECT ON medical_reads TO clinic_app;
GRANT INSERT (company_id, user_id, request_id, row_id, patient_id, documents) ON medical_reads TO clinic_app;
