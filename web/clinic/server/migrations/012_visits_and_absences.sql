-- The visit behind an appointment: when the patient arrived, was seen and left; the appointments that were booked as
-- one series; the days on which a practitioner does not receive. Columns have defaults and the moments are filled in
-- by the database, so that instances of the former version go on meanwhile.
ALTER TABLE appointments
  ADD COLUMN arrived_at timestamptz(3),
  ADD COLUMN seen_at    timestamptz(3),
  ADD COLUMN left_at    timestamptz(3),
  ADD COLUMN series_id  uuid;

-- Each is an interval of days in ISO 8601, the last one included: 2026-12-24/2026-12-31.
ALTER TABLE practitioners
  ADD COLUMN absences text[] NOT NULL DEFAULT '{}';

-- A moment that somebody noted while the network was away is kept; none lies in the future. Only a change of the
-- status fills one in: what was completed before this migration has none.
CREATE FUNCTION clinic_stamp_visit() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' OR NEW.status IS DISTINCT FROM OLD.status THEN
    IF NEW.status = 'arrived' THEN
      NEW.arrived_at := coalesce(NEW.arrived_at, now());
    ELSIF NEW.status = 'in_care' THEN
      NEW.seen_at := coalesce(NEW.seen_at, now());
    ELSIF NEW.status = 'completed' AND (NEW.arrived_at IS NOT NULL OR NEW.seen_at IS NOT NULL) THEN
      NEW.left_at := coalesce(NEW.left_at, now());
    END IF;
  END IF;
  IF NEW.arrived_at > now() THEN NEW.arrived_at := now(); END IF;
  IF NEW.seen_at > now() THEN NEW.seen_at := now(); END IF;
  IF NEW.left_at > now() THEN NEW.left_at := now(); END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER stamp_visit BEFORE INSERT OR UPDATE ON appointments
  FOR EACH ROW EXECUTE FUNCTION clinic_stamp_visit();
