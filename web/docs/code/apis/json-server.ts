import type { ConfigureOptions } from 'synchrone';

export const jsonServer = {
  endpoints: {
    '/api/patients': {},
    '/api/appointments': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
