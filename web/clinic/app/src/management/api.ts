import type { Language } from '../i18n/language.ts';
import { session } from '../session/session.ts';
import { refusalOf, type Problem } from './refusal.ts';

const patience = 15_000;

/**
 * One call of a route that the queue has no part in: accounts are not changed offline.
 * @returns the `data` of the answer
 * @throws Refusal, and nothing else
 */
export async function ask<Data>(
  language: Language,
  method: string,
  path: string,
  body?: object,
): Promise<Data> {
  const answer = await fetch(`/api/v1/${path}`, {
    method,
    headers: {
      'Content-Type': 'application/json',
      'Accept-Language': language,
      ...(await session.authorization()),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(patience),
  }).catch(() => null);
  const parsed = (await answer?.json().catch(() => null)) as Envelope<Data> | null;
  if (answer?.ok === true && parsed !== null) return parsed.data as Data;
  throw refusalOf(language, parsed?.error);
}

interface Envelope<Data> {
  readonly data?: Data;
  readonly error?: Problem;
}
