import type { ConfigureOptions } from 'synchrone';

export const spring = {
  endpoints: {
    '/api/patients': {},
    '/api/appointments': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
