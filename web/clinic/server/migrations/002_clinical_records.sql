-- The five resources. Every row has a company, a version that grows by one with each change (the ETag),
-- and deleted_at instead of being removed. References are (company_id, id) pairs: a foreign key is checked
-- without row-level security, so the pair is what keeps one company from pointing at another's rows.

CREATE TABLE practitioners (
  id         uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id text NOT NULL REFERENCES companies (id),
  first_name text NOT NULL,
  last_name  text NOT NULL,
  title      text,
  specialty  text NOT NULL,
  email      text,
  phone      text,
  rpps       text,             -- French register of health professionals, 11 digits
  color      text,             -- of the agenda column, #rrggbb
  active     boolean NOT NULL,
  sort_name  text NOT NULL GENERATED ALWAYS AS (clinic_fold(last_name || ' ' || first_name)) STORED,
  search_text text NOT NULL GENERATED ALWAYS AS
    (clinic_fold(first_name || ' ' || last_name || ' ' || specialty || ' ' || coalesce(rpps, ''))) STORED,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text,
  updated_by text,
  deleted_at timestamptz(3),
  UNIQUE (company_id, id)
);

CREATE TABLE patients (
  id               uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id       text NOT NULL REFERENCES companies (id),
  first_name       text NOT NULL,
  last_name        text NOT NULL,
  birth_date       date,
  sex              text,
  email            text,
  phone            text,
  address          text,
  postal_code      text,
  city             text,
  insurance_number text,       -- NIR, 15 characters
  practitioner_id  uuid,       -- the patient's usual practitioner
  allergies        text,
  notes            text,
  sort_name  text NOT NULL GENERATED ALWAYS AS (clinic_fold(last_name || ' ' || first_name)) STORED,
  search_text text NOT NULL GENERATED ALWAYS AS
    (clinic_fold(first_name || ' ' || last_name || ' ' || first_name || ' ' || coalesce(email, '') || ' '
      || replace(coalesce(phone, ''), ' ', '') || ' ' || coalesce(insurance_number, '') || ' '
      || coalesce(city, ''))) STORED,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text,
  updated_by text,
  deleted_at timestamptz(3),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, practitioner_id) REFERENCES practitioners (company_id, id)
);

CREATE TABLE appointments (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id      text NOT NULL REFERENCES companies (id),
  patient_id      uuid NOT NULL,
  practitioner_id uuid NOT NULL,
  starts_at       timestamptz(3) NOT NULL,
  ends_at         timestamptz(3) NOT NULL,
  reason          text,
  status          text NOT NULL,
  notes           text,
  search_text text NOT NULL GENERATED ALWAYS AS
    (clinic_fold(coalesce(reason, '') || ' ' || coalesce(notes, ''))) STORED,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text,
  updated_by text,
  deleted_at timestamptz(3),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, patient_id) REFERENCES patients (company_id, id),
  FOREIGN KEY (company_id, practitioner_id) REFERENCES practitioners (company_id, id),
  CHECK (ends_at > starts_at),
  -- One practitioner sees one patient at a time. [) : back to back is allowed.
  CONSTRAINT appointments_slot_free EXCLUDE USING gist
    (practitioner_id WITH =, tstzrange(starts_at, ends_at) WITH &&)
    WHERE (deleted_at IS NULL AND status NOT IN ('cancelled', 'no_show'))
);

CREATE TABLE medical_records (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id      text NOT NULL REFERENCES companies (id),
  patient_id      uuid NOT NULL,
  practitioner_id uuid,
  appointment_id  uuid,
  kind            text NOT NULL,
  title           text NOT NULL,
  content         text,
  diagnosis       text,
  status          text NOT NULL,       -- 'draft' until 'signed'; a signed record is locked
  recorded_at     timestamptz(3) NOT NULL DEFAULT now(),
  search_text text NOT NULL GENERATED ALWAYS AS
    (clinic_fold(title || ' ' || coalesce(diagnosis, '') || ' ' || coalesce(content, ''))) STORED,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text,
  updated_by text,
  deleted_at timestamptz(3),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, patient_id) REFERENCES patients (company_id, id),
  FOREIGN KEY (company_id, practitioner_id) REFERENCES practitioners (company_id, id),
  FOREIGN KEY (company_id, appointment_id) REFERENCES appointments (company_id, id)
);

CREATE TABLE consents (
  id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id      text NOT NULL REFERENCES companies (id),
  patient_id      uuid NOT NULL,
  practitioner_id uuid,
  kind            text NOT NULL,
  status          text NOT NULL,       -- 'granted', 'refused' or 'withdrawn'; withdrawn is final
  granted_at      timestamptz(3) NOT NULL DEFAULT now(),
  withdrawn_at    timestamptz(3),
  expires_at      timestamptz(3),
  notes           text,
  search_text text NOT NULL GENERATED ALWAYS AS (clinic_fold(kind || ' ' || coalesce(notes, ''))) STORED,
  version    integer NOT NULL DEFAULT 1,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  updated_at timestamptz(3) NOT NULL DEFAULT now(),
  created_by text,
  updated_by text,
  deleted_at timestamptz(3),
  UNIQUE (company_id, id),
  FOREIGN KEY (company_id, patient_id) REFERENCES patients (company_id, id),
  FOREIGN KEY (company_id, practitioner_id) REFERENCES practitioners (company_id, id)
);

-- The orders in which lists are read (keyset pagination), and the filters that a clinic uses all day.
CREATE INDEX patients_by_name ON patients (company_id, sort_name, id);
CREATE INDEX patients_by_change ON patients (company_id, updated_at, id);
CREATE INDEX practitioners_by_name ON practitioners (company_id, sort_name, id);
CREATE INDEX practitioners_by_change ON practitioners (company_id, updated_at, id);
CREATE INDEX appointments_by_start ON appointments (company_id, starts_at, id);
CREATE INDEX appointments_by_change ON appointments (company_id, updated_at, id);
CREATE INDEX appointments_by_patient ON appointments (company_id, patient_id, starts_at);
CREATE INDEX medical_records_by_date ON medical_records (company_id, recorded_at, id);
CREATE INDEX medical_records_by_change ON medical_records (company_id, updated_at, id);
CREATE INDEX medical_records_by_patient ON medical_records (company_id, patient_id, recorded_at);
CREATE INDEX consents_by_date ON consents (company_id, granted_at, id);
CREATE INDEX consents_by_change ON consents (company_id, updated_at, id);
CREATE INDEX consents_by_patient ON consents (company_id, patient_id, kind);
