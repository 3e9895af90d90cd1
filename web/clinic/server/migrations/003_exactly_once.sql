-- Answers kept for replay (BEHAVIOUR 3.7 and 8). A row is written in the same transaction as the change that
-- it answers, so either both exist or neither does. Only 2xx answers are kept: a refusal may be retried.
CREATE TABLE idempotency_keys (
  company_id  text NOT NULL REFERENCES companies (id),
  user_id     text NOT NULL,
  key         text NOT NULL,
  fingerprint text NOT NULL,             -- SHA-256 of method, path and canonical body
  status      integer NOT NULL CHECK (status BETWEEN 200 AND 299),
  body        text NOT NULL,
  etag        text,
  location    text,
  created_at  timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (company_id, user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
