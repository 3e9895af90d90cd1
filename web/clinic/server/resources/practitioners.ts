import { z } from 'zod';
import { color, daySpan, email, optionalText, phone, requiredText, weeklyHours } from './fields.ts';
import type { Resource } from './resource.ts';
import { noComingAppointments } from './rules/attached.ts';

/** People who treat. `active: false` keeps their history and takes no new appointment. */
export const practitioners: Resource = {
  name: 'practitioners',
  table: 'practitioners',
  title: 'Practitioner',
  schema: z.object({
    first_name: requiredText(100),
    last_name: requiredText(100),
    title: optionalText(30),
    specialty: requiredText(100),
    email,
    phone,
    rpps: optionalText(20),
    color,
    active: z.boolean().optional(),
    absences: z.array(daySpan).max(100).optional(),
    hours: z.array(weeklyHours).max(28).nullable().optional(),
  }),
  defaults: { active: true, absences: [] },
  rules: [],
  deleteRules: [noComingAppointments],
  filters: {
    specialty: { kind: 'equals', column: 'specialty', schema: z.string() },
    active: { kind: 'equals', column: 'active', schema: z.stringbool() },
  },
  sorts: { name: 'sort_name', updated_at: 'updated_at', created_at: 'created_at' },
  defaultSort: 'name',
};
