import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';

interface Counter {
  readonly key: string;
  readonly limit: number;
}

/**
 * Limits failed sign-ins: of one account from one place, of one place (many accounts tried with one password), and of
 * one account from everywhere. All instances count together, in the database.
 */
export class SignInGuard {
  readonly #owner: Kysely<Tables>;

  constructor(owner: Kysely<Tables>) {
    this.#owner = owner;
  }

  /**
   * Runs one attempt. It counts as failed while it runs, so that parallel guesses do not slip through.
   * @param place the caller's network address.
   * @throws ApiError 429 RATE_LIMITED with `Retry-After`, or what `attempt` throws.
   */
  async attempt<T>(email: string, place: string, attempt: () => Promise<T>): Promise<T> {
    const counters = countersOf(email, place);
    for (const counter of counters) await this.#count(counter);
    try {
      const result = await attempt();
      await this.#forgive(counters);
      return result;
    } catch (error) {
      // The password was right and the code is still to come: no failure, and nothing is over.
      if (error instanceof ApiError && error.code === 'SECOND_FACTOR_REQUIRED')
        await this.#takeBack(counters);
      throw error;
    }
  }

  /**
   * The same for a code of one account, from everywhere: an attacker who guesses codes knows the password.
   * @throws ApiError 429 RATE_LIMITED with `Retry-After`, or what `attempt` throws.
   */
  async attemptCode<T>(userId: string, attempt: () => Promise<T>): Promise<T> {
    const counter = { key: digest(`code ${userId}`), limit: limits.signInCodes };
    await this.#count(counter);
    const result = await attempt();
    await this.#forgive([counter]);
    return result;
  }

  async #count({ key, limit }: Counter): Promise<void> {
    const window = sql<Date>`now() + make_interval(secs => ${limits.signInWindowMs / 1000})`;
    const { failures, seconds } = await this.#owner
      .insertInto('sign_in_failures')
      .values({ key, failures: 1, ends_at: window })
      .onConflict((conflict) =>
        conflict.column('key').doUpdateSet({
          failures: sql`CASE WHEN sign_in_failures.ends_at < now() THEN 1 ELSE sign_in_failures.failures + 1 END`,
          ends_at: sql`CASE WHEN sign_in_failures.ends_at < now() THEN excluded.ends_at ELSE sign_in_failures.ends_at END`,
        }),
      )
      .returning([
        'failures',
        sql<number>`ceil(extract(epoch FROM ends_at - now()))::int`.as('seconds'),
      ])
      .executeTakeFirstOrThrow();
    if (failures <= limit) return;
    const wait = Math.max(1, seconds);
    throw new ApiError(429, 'RATE_LIMITED', {
      values: { seconds: wait },
      details: { retry_after: wait },
      headers: { 'Retry-After': String(wait) },
    });
  }

  /** The attempt was right: it does not count, and the account's failures from this place are over. */
  async #forgive([pair, ...shared]: readonly Counter[]): Promise<void> {
    if (pair !== undefined)
      await this.#owner.deleteFrom('sign_in_failures').where('key', '=', pair.key).execute();
    if (shared.length > 0) await this.#takeBack(shared);
  }

  async #takeBack(counters: readonly Counter[]): Promise<void> {
    await this.#owner
      .updateTable('sign_in_failures')
      .set({ failures: sql`greatest(failures - 1, 0)` })
      .where(
        'key',
        'in',
        counters.map(({ key }) => key),
      )
      .execute();
  }
}

function countersOf(email: string, place: string): readonly Counter[] {
  return [
    { key: digest(`pair ${place} ${email}`), limit: limits.signInAttempts },
    { key: digest(`place ${place}`), limit: limits.signInAttemptsOfPlace },
    { key: digest(`account ${email}`), limit: limits.signInAttemptsOfAccount },
  ];
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
