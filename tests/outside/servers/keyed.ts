import type { Api, Reply } from './wire.ts';

/** The same API behind a store of idempotency keys: a repeated write gets its first answer again. */
export function keyed(api: Api): Api {
  const answers = new Map<string, Reply>();
  return {
    ...api,
    async answer(asked) {
      const key = asked.headers['idempotency-key'];
      const kept = key === undefined ? undefined : answers.get(key);
      if (kept) return { ...kept, headers: { ...kept.headers, 'Idempotent-Replayed': 'true' } };
      const reply = await api.answer(asked);
      if (key !== undefined && reply.status < 300) answers.set(key, reply);
      return reply;
    },
  };
}
