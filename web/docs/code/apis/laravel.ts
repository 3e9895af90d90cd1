import type { ConfigureOptions } from 'synchrone';

export const laravel = {
  endpoints: {
    '/api/patients': {},
    '/api/appointments': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
