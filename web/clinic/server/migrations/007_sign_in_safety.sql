-- A copied refresh token is found out: the token before the newest is good for a short time only, and not in two
-- generations in a row. Columns are added with defaults, so that instances of the former version go on meanwhile.
ALTER TABLE sign_in_sessions
  ADD COLUMN rotated_at      timestamptz(3) NOT NULL DEFAULT now(),
  ADD COLUMN previous_used   boolean NOT NULL DEFAULT false, -- in this generation
  ADD COLUMN previous_before boolean NOT NULL DEFAULT false; -- in the generation before

-- Failed sign-ins, shared by all instances. The key is a digest: what was typed is stored nowhere.
CREATE TABLE sign_in_failures (
  key      text PRIMARY KEY,
  failures integer NOT NULL,
  ends_at  timestamptz(3) NOT NULL
);

CREATE INDEX sign_in_failures_by_end ON sign_in_failures (ends_at);

ALTER TABLE sign_in_failures ENABLE ROW LEVEL SECURITY; -- not granted to clinic_app
