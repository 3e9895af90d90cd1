-- When a practitioner receives, where that is not when the clinic is open: the day of the week (1 is Monday), then from
-- and to, on the clinic's clock: '1 08:00-12:30'. NULL: the hours of the clinic.
ALTER TABLE practitioners
  ADD COLUMN hours text[];
