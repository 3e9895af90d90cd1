import type { AnyRecord, ConfigureOptions, EndpointOptions } from 'synchrone';

const kType = 'application/vnd.api+json';

/** A resource object of JSON:API, in either direction. */
const resource = (type: string): EndpointOptions => ({
  toServer: ({ patient_id: patient, id: _, ...attributes }, { operation, id }) => ({
    data: {
      type,
      ...(operation !== 'create' && { id }),
      attributes,
      ...(patient !== undefined && {
        relationships: { patient: { data: { type: 'patients', id: patient } } },
      }),
    },
  }),
  fromServer: ({ id, attributes, relationships }) => {
    const related = relationships as { patient: { data: { id: string } } } | undefined;
    return {
      id,
      ...(attributes as AnyRecord),
      ...(related && { patient_id: related.patient.data.id }),
    };
  },
});

export const jsonApi = {
  headers: () => ({ 'Content-Type': kType, Accept: kType }),
  endpoints: {
    '/api/patients': resource('patients'),
    '/api/appointments': { ...resource('appointments'), references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
