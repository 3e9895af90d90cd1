-- The second factor of a person (RFC 6238), and the codes for the day on which its device is lost. Instances of the former
-- version do not ask for it: it counts once all of them are gone.
CREATE TABLE second_factors (
  user_id      uuid PRIMARY KEY REFERENCES users (id),
  secret       text NOT NULL,             -- Base32; null is no choice: a code has to be computed from it
  confirmed_at timestamptz(3),            -- null: shown to the person, who has not proved yet to have it
  last_step    bigint NOT NULL DEFAULT 0, -- of the newest code that was used: none is good twice
  created_at   timestamptz(3) NOT NULL DEFAULT now()
);

-- Eighty random bits each, so that a plain digest is enough.
CREATE TABLE recovery_codes (
  user_id uuid NOT NULL REFERENCES users (id),
  digest  text NOT NULL,
  PRIMARY KEY (user_id, digest)
);

ALTER TABLE second_factors ENABLE ROW LEVEL SECURITY; -- neither is granted to clinic_app
ALTER TABLE recovery_codes ENABLE ROW LEVEL SECURITY;

-- Who has turned it on, or off.
CREATE FUNCTION clinic_record_second_factor() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  was boolean := CASE WHEN TG_OP = 'INSERT' THEN false ELSE OLD.confirmed_at IS NOT NULL END;
  is_ boolean := CASE WHEN TG_OP = 'DELETE' THEN false ELSE NEW.confirmed_at IS NOT NULL END;
BEGIN
  IF was <> is_ THEN
    INSERT INTO account_events (company_id, user_id, action, account_id, changed_fields)
    SELECT company_id, coalesce(clinic_setting('app.user_id'), 'system'), 'update', id, ARRAY['second_factor']
      FROM users WHERE id = coalesce(NEW.user_id, OLD.user_id);
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER record_second_factor AFTER INSERT OR UPDATE OR DELETE ON second_factors
  FOR EACH ROW EXECUTE FUNCTION clinic_record_second_factor();
