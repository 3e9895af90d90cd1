import { sql } from 'kysely';
import type { RequestTransaction } from '../database/database.ts';
import type { Answer, SuccessEnvelope } from '../http/answer.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import type { Session } from '../people/session.ts';

/**
 * Exactly once (BEHAVIOUR 3.7 and 8). The answer to a key is stored in the transaction of the change itself; a
 * second request with the key gets the stored answer, or 409 while the first one is still running, in this process
 * or in another one.
 */

/** A key as one user sent it; two users' keys never meet. */
export interface KeyedRequest {
  readonly session: Session;
  readonly key: string;
  readonly fingerprint: string;
}

/** Header that marks a stored answer. */
export const replayedHeader = { 'Idempotency-Replayed': 'true' };

/** @throws ApiError 400 INVALID_IDEMPOTENCY_KEY unless the key has 1 to 255 visible ASCII characters. */
export function mustBeKey(key: string): void {
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw new ApiError(400, 'INVALID_IDEMPOTENCY_KEY');
}

/**
 * Runs `work` unless the key was answered before. Must be called inside the transaction of the change.
 * @throws ApiError 409 IDEMPOTENCY_KEY_IN_PROGRESS, 422 IDEMPOTENCY_KEY_REUSED, or whatever `work` throws.
 */
export async function onceInTransaction(
  trx: RequestTransaction,
  request: KeyedRequest,
  work: () => Promise<Answer>,
): Promise<Answer> {
  await claim(trx, request);
  const stored = await storedAnswer(trx, request);
  if (stored !== null) return stored;
  const answer = await work();
  await store(trx, request, answer);
  return answer;
}

/** Holds the key until the transaction ends. The server lets go of it when the process dies. */
async function claim(trx: RequestTransaction, { session, key }: KeyedRequest): Promise<void> {
  const name = `${session.companyId}\n${session.userId}\n${key}`;
  const { rows } = await sql<{ held: boolean }>`
    SELECT pg_try_advisory_xact_lock(hashtextextended(${name}, 1)) AS held`.execute(trx);
  if (rows[0]?.held !== true) throw new ApiError(409, 'IDEMPOTENCY_KEY_IN_PROGRESS');
}

async function storedAnswer(
  trx: RequestTransaction,
  request: KeyedRequest,
): Promise<Answer | null> {
  const row = await trx
    .selectFrom('idempotency_keys')
    .selectAll()
    .select(
      sql<boolean>`created_at < now() - make_interval(days => ${limits.idempotencyDays})`.as(
        'expired',
      ),
    )
    .where('company_id', '=', request.session.companyId)
    .where('user_id', '=', request.session.userId)
    .where('key', '=', request.key)
    .executeTakeFirst();
  if (row === undefined) return null;
  if (row.expired) {
    await forget(trx, request);
    return null;
  }
  if (row.fingerprint !== request.fingerprint) throw new ApiError(422, 'IDEMPOTENCY_KEY_REUSED');
  return {
    status: row.status,
    body: JSON.parse(row.body) as SuccessEnvelope,
    etag: row.etag ?? undefined,
    location: row.location ?? undefined,
    headers: replayedHeader,
  };
}

async function store(
  trx: RequestTransaction,
  request: KeyedRequest,
  answer: Answer,
): Promise<void> {
  await trx
    .insertInto('idempotency_keys')
    .values({
      company_id: request.session.companyId,
      user_id: request.session.userId,
      key: request.key,
      fingerprint: request.fingerprint,
      status: answer.status,
      body: JSON.stringify(answer.body),
      etag: answer.etag ?? null,
      location: answer.location ?? null,
    })
    .execute();
}

async function forget(trx: RequestTransaction, request: KeyedRequest): Promise<void> {
  await trx
    .deleteFrom('idempotency_keys')
    .where('company_id', '=', request.session.companyId)
    .where('user_id', '=', request.session.userId)
    .where('key', '=', request.key)
    .execute();
}
