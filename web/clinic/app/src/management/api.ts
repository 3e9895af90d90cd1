import { session } from '../session/session.ts';

/** The API has said no, or nothing. */
export class Refusal extends Error {
  /** @param fields what is wrong, by the name of the field */
  constructor(
    message: string,
    readonly code: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(message);
  }
}

const patience = 15_000;

/**
 * One call of a route that the queue has no part in: accounts are not changed offline.
 * @returns the `data` of the answer
 * @throws Refusal with a sentence in that language; '' where there was no answer
 */
export async function ask<Data>(
  language: string,
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
  const { code = '', message = '', details } = parsed?.error ?? {};
  const fields = (details?.fields ?? []).map((one) => [one.field, one.message] as const);
  throw new Refusal(message, code, Object.fromEntries(fields));
}

interface Envelope<Data> {
  readonly data?: Data;
  readonly error?: {
    readonly code?: string;
    readonly message?: string;
    readonly details?: {
      readonly fields?: ReadonlyArray<{ readonly field: string; readonly message: string }>;
    };
  };
}
