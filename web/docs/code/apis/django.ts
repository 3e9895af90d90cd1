import type { ConfigureOptions } from 'synchrone';

export const django = {
  endpoints: {
    '/api/patients/': {}, // with the slash at the end: nothing is redirected
    '/api/appointments/': { references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
