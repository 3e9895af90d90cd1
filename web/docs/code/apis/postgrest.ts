import type { ConfigureOptions, EndpointOptions, Answer, AnswerOutcome } from 'synchrone';

/** An update that no row matched is answered with an empty list: nothing was saved. */
function classify({ method, body }: Answer): AnswerOutcome | undefined {
  if (!Array.isArray(body) || body.length > 0) return undefined;
  return method === 'DELETE' ? 'confirmed' : 'refused';
}

const options: EndpointOptions = {
  clientIds: true, // the table takes the ids that this side makes
  classify,
  // The answer is a list of one record, or of none.
  unwrap: (body) => (Array.isArray(body) ? ((body[0] as object | undefined) ?? null) : undefined),
  async verify({ resource, entity }) {
    const answer = await fetch(`${resource}?id=eq.${entity}`);
    if (!answer.ok) return 'unknown';
    return ((await answer.json()) as unknown[]).length > 0 ? 'applied' : 'absent';
  },
};

export const postgrest = {
  endpoints: {
    '/patients': options,
    '/appointments': { ...options, references: ['patient_id'] },
  },
} satisfies ConfigureOptions;
