-- Companies (one per clinic), the people who sign in, and the role under which requests run.
--
-- clinic_app owns nothing: requests switch to it inside their transaction, so that row-level security
-- (migration 005) applies to every statement that a request makes. The role is shared by the whole
-- PostgreSQL server, hence created only when missing.
DO $$
BEGIN
  IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'clinic_app') THEN
    CREATE ROLE clinic_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
  NULL; -- another database of the same server was migrated at the same moment
END $$;

DO $$
BEGIN
  IF NOT pg_has_role(current_user, 'clinic_app', 'MEMBER') THEN
    EXECUTE format('GRANT clinic_app TO %I', current_user);
  END IF;
END $$;

-- Needed by the constraint that forbids two appointments of one practitioner at the same time.
CREATE EXTENSION IF NOT EXISTS btree_gist;

-- Text without case and accents, for search and for alphabetical order in any collation.
CREATE FUNCTION clinic_fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT replace(replace(lower(translate(replace(replace(value, 'Œ', 'OE'), 'Æ', 'AE'),
    'ÀÁÂÃÄÅÇÈÉÊËÌÍÎÏÑÒÓÔÕÖÙÚÛÜÝŸàáâãäåçèéêëìíîïñòóôõöùúûüýÿ',
    'AAAAAACEEEEIIIINOOOOOUUUUYYaaaaaaceeeeiiiinooooouuuuyy')), 'œ', 'oe'), 'æ', 'ae')
$$;

CREATE TABLE companies (
  id         text PRIMARY KEY CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  name       text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  company_id    text NOT NULL REFERENCES companies (id),
  email         text NOT NULL UNIQUE CHECK (email = lower(email)),
  name          text NOT NULL,
  role          text NOT NULL CHECK (role IN ('admin', 'doctor', 'nurse', 'reception')),
  password_hash text,          -- argon2id; null means that this person cannot sign in
  active        boolean NOT NULL DEFAULT true,
  created_at    timestamptz(3) NOT NULL DEFAULT now()
);
