import type { ConfigureOptions } from 'synchrone';

const withId = ({ _id, __v: _, ...record }: Record<string, unknown>) => ({ ...record, id: _id });

export const mongoose = {
  endpoints: {
    '/api/patients': { fromServer: withId },
    '/api/appointments': { fromServer: withId, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
