import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';

/**
 * A secret that all instances share and that outlives them. The first one to ask makes it.
 * @param name what it is for.
 * @returns 32 random bytes.
 */
export async function sharedSecret(owner: Kysely<Tables>, name: string): Promise<Buffer> {
  await owner
    .insertInto('server_secrets')
    .values({ name, value: randomBytes(32).toString('base64') })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await owner
    .selectFrom('server_secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(value, 'base64');
}
