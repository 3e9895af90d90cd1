-- A signature belongs to the practitioner who is signed in, and its moment is the server's. The database stamps it, so
-- that no route, no batch and no instance of a former version can sign in another name or change a signed document.

-- The practitioner that a person is; null for those who treat nobody.
ALTER TABLE users
  ADD COLUMN practitioner_id uuid,
  ADD FOREIGN KEY (company_id, practitioner_id) REFERENCES practitioners (company_id, id);
GRANT SELECT (practitioner_id) ON users TO clinic_app;

ALTER TABLE medical_records
  ADD COLUMN signed_at   timestamptz(3),
  ADD COLUMN signed_by   text,           -- the user; the practitioner is practitioner_id
  ADD COLUMN signer_name text;           -- as it was at that moment

-- Documents signed before: who and when, as far as the audit trail knows. Their versions stay as they are.
ALTER TABLE medical_records DISABLE TRIGGER USER;
UPDATE medical_records AS record
   SET signed_at = signing.at, signed_by = signing.user_id, signer_name = signing.name
  FROM (SELECT DISTINCT ON (audit.row_id) audit.row_id, audit.at, audit.user_id, users.name
          FROM audit LEFT JOIN users ON users.id::text = audit.user_id
         WHERE audit.resource = 'medical-records' AND 'status' = ANY (audit.changed_fields)
         ORDER BY audit.row_id, audit.id DESC) AS signing
 WHERE record.status = 'signed' AND record.id = signing.row_id;
ALTER TABLE medical_records ENABLE TRIGGER USER;

CREATE FUNCTION clinic_sign_record() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  signer_id uuid;
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.status = 'signed' THEN
    RAISE EXCEPTION 'a signed document stays as it is' USING ERRCODE = 'check_violation';
  END IF;
  IF clinic_setting('app.user_id') IS NULL THEN
    RETURN NEW; -- no request: the owner of the tables fills in what it knows
  END IF;
  NEW.signed_at := NULL;
  NEW.signed_by := NULL;
  NEW.signer_name := NULL;
  IF NEW.status <> 'signed' THEN
    RETURN NEW;
  END IF;
  SELECT practitioner.id, now(), users.id::text,
         concat_ws(' ', practitioner.title, practitioner.first_name, practitioner.last_name)
    INTO signer_id, NEW.signed_at, NEW.signed_by, NEW.signer_name
    FROM users JOIN practitioners AS practitioner
      ON practitioner.company_id = users.company_id AND practitioner.id = users.practitioner_id
   WHERE users.id::text = clinic_setting('app.user_id')
     AND users.active AND practitioner.active AND practitioner.deleted_at IS NULL;
  IF signer_id IS NULL OR NEW.practitioner_id <> signer_id THEN
    RAISE EXCEPTION 'only its practitioner signs a document' USING ERRCODE = 'check_violation';
  END IF;
  NEW.practitioner_id := signer_id;
  RETURN NEW;
END $$;

CREATE TRIGGER sign_record BEFORE INSERT OR UPDATE ON medical_records
  FOR EACH ROW EXECUTE FUNCTION clinic_sign_record();
