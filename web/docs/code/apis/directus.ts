import type { Answer, AnswerOutcome, ConfigureOptions, EndpointOptions } from 'synchrone';

/** An edit that was made is answered with the record; one of a record that is gone, with 204. */
const classify = ({ method, status }: Answer): AnswerOutcome | undefined =>
  method === 'PATCH' && status === 204 ? 'refused' : undefined;

const options: EndpointOptions = { classify };

export const directus = {
  endpoints: {
    '/items/patients': options,
    '/items/appointments': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
