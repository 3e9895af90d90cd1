import type { Answer, AnswerOutcome, ConfigureOptions, EndpointOptions } from 'synchrone';

/** A record that is gone is answered as any failure, and always with 200. */
function classify({ method, body }: Answer): AnswerOutcome | undefined {
  const message = (body as { message?: unknown } | null)?.message;
  return message === 'Patient not found' && method === 'DELETE' ? 'confirmed' : undefined;
}

const options: EndpointOptions = { method: 'PUT', putBody: 'record', classify };

export const php = {
  endpoints: {
    '/api/patients.php': options,
    '/api/appointments.php': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
