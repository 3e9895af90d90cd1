import { sql, type Kysely } from 'kysely';
import type { Logger } from 'pino';
import type { Tables } from '../database/tables.ts';
import { limits } from '../limits.ts';

/** Removes what has expired: answers kept for replay, sign-ins that ended, and old failures. */
export async function removeExpired(owner: Kysely<Tables>): Promise<void> {
  await owner
    .deleteFrom('idempotency_keys')
    .where('created_at', '<', sql<Date>`now() - make_interval(days => ${limits.idempotencyDays})`)
    .execute();
  await owner
    .deleteFrom('sign_in_sessions')
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
  await owner
    .deleteFrom('sign_in_failures')
    .where('ends_at', '<', sql<Date>`now()`)
    .execute();
}

/** Does so now and then. @returns a function that stops it. */
export function startUpkeep(owner: Kysely<Tables>, log: Logger): () => void {
  const run = (): void => {
    removeExpired(owner).catch(() => log.warn('upkeep failed; it will be tried again'));
  };
  const timer = setInterval(run, limits.upkeepMs);
  timer.unref();
  return () => clearInterval(timer);
}
