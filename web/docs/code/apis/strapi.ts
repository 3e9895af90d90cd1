import type { ConfigureOptions, EndpointOptions } from 'synchrone';

const options: EndpointOptions = {
  method: 'PUT',
  putBody: 'changes', // a PUT is merged
  toServer: (data) => ({ data }),
  // `documentId` is the id in addresses; `id` is a row of the database.
  fromServer: ({ documentId, ...record }) => ({ ...record, id: documentId }),
};

export const strapi = {
  endpoints: {
    '/api/patients': options,
    '/api/appointments': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
