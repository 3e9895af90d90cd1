import type { Kept, Personality } from '../scripted.ts';
import type { Reply } from '../wire.ts';

const shown = ({ id, fields }: Kept): object => ({ id, ...fields });

/** PHP's default label over JSON. */
const page = (body: unknown): Reply => ({
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=UTF-8' },
  body: JSON.stringify(body),
});

/** A script in PHP that never sets a status or a content type: 200 and text/html for everything. */
export const php: Personality = {
  paths: { patients: '/api/patients.php', appointments: '/api/appointments.php' },
  newId: (n) => String(1000 + n),
  updates: ['PUT'],
  fields: ({ id: _, ...fields }) => fields,
  list: ({ rows, total }) => page({ success: true, data: rows.map(shown), total: String(total) }),
  read: (kept) => page({ success: true, data: shown(kept) }),
  created: (kept) => page({ success: true, data: shown(kept) }),
  updated: (kept) => page({ success: true, data: shown(kept) }),
  deleted: () => page({ success: true }),
  refused: (_field, sentence) => page({ success: false, message: sentence }),
  saysGone: false,
  missing: () => page({ success: false, message: 'Patient not found' }),
};
