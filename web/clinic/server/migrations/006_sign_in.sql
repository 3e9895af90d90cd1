-- Sign-in sessions and the secrets of the server. Neither is granted to clinic_app: no request's SQL reaches them.

-- One row per sign-in on one device. A refresh token is never stored, only its digest. Each use replaces it; the one
-- before the newest stays good, since the answer that brought the newest may have been lost.
CREATE TABLE sign_in_sessions (
  id              uuid PRIMARY KEY,
  user_id         uuid NOT NULL REFERENCES users (id),
  token_digest    text NOT NULL,
  previous_digest text,
  created_at      timestamptz(3) NOT NULL DEFAULT now(),
  expires_at      timestamptz(3) NOT NULL,
  revoked_at      timestamptz(3)
);

CREATE INDEX sign_in_sessions_by_expiry ON sign_in_sessions (expires_at);

-- Kept here so that all instances share them and a restart does not sign everybody out.
CREATE TABLE server_secrets (
  name       text PRIMARY KEY,
  value      text NOT NULL,
  created_at timestamptz(3) NOT NULL DEFAULT now()
);

ALTER TABLE sign_in_sessions ENABLE ROW LEVEL SECURITY;
ALTER TABLE server_secrets ENABLE ROW LEVEL SECURITY;
