import type { Kept, Personality } from '../scripted.ts';
import { json } from '../wire.ts';

const shown = ({ id, fields, madeAt, changedAt }: Kept): object => ({
  _id: id,
  ...fields,
  createdAt: madeAt,
  updatedAt: changedAt,
  __v: 0,
});

/**
 * Express with Mongoose, as its tutorials write it: `_id`, lists without pages, sentences in `message`,
 * and `findByIdAndUpdate`, which gives the record as it was before.
 */
export const mongoose: Personality = {
  paths: { patients: '/api/patients', appointments: '/api/appointments' },
  newId: (n) => n.toString(16).padStart(24, '6'),
  fields: ({ id: _, _id: __, __v: ___, ...fields }) => fields,
  list: ({ all }) => json(200, all.map(shown)),
  read: (kept) => json(200, shown(kept)),
  created: (kept) => json(201, shown(kept)),
  updated: (_kept, _about, former) => json(200, shown(former)),
  deleted: () => json(200, { message: 'Deleted' }),
  refused: (field, message) =>
    json(400, {
      errors: { [field]: { name: 'ValidatorError', kind: 'user defined', path: field, message } },
      _message: 'Patient validation failed',
      name: 'ValidationError',
      message: `Patient validation failed: ${field}: ${message}`,
    }),
  missing: () => json(404, { message: 'Patient not found' }),
};
