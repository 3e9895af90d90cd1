import type { ConfigureOptions } from 'synchrone';

export const rails = {
  endpoints: {
    '/patients': {},
    '/appointments': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
