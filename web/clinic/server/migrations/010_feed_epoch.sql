-- Cursors of the feed are transaction numbers. They mean nothing in a database that was restored from a dump, nor after
-- a return to an earlier backup: each start compares where the database lives, and begins a new epoch where that differs.
CREATE TABLE feed_epoch (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  home     text NOT NULL,              -- cluster, timeline and database (database/epoch.ts)
  epoch    uuid NOT NULL DEFAULT gen_random_uuid()
);
ALTER TABLE feed_epoch ENABLE ROW LEVEL SECURITY; -- not granted to clinic_app

-- What has changed in one list since a cursor.
CREATE INDEX audit_by_resource ON audit (company_id, resource, xid, id);
