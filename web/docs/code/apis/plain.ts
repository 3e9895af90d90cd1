import type { ConfigureOptions } from 'synchrone';

export const plain = {
  endpoints: {
    '/api/patients': {},
    '/api/appointments': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
