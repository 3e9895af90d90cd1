import type { ConfigureOptions, EndpointOptions } from 'synchrone';

const options: EndpointOptions = { method: 'PUT', putBody: 'record' };

export const remult = {
  endpoints: {
    '/api/patients': options,
    '/api/appointments': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
