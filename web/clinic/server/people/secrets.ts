import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import type { Vault } from './vault.ts';

/** What a second factor's secret is sealed for. */
export const secondFactorOf = (userId: string): string => `second-factor/${userId}`;

const serverSecret = (name: string): string => `server/${name}`;

/**
 * A secret that all instances share and that outlives them. The first one to ask makes it.
 * @param name what it is for.
 * @returns 32 random bytes.
 * @throws UnknownKeyError
 */
export async function sharedSecret(
  owner: Kysely<Tables>,
  vault: Vault,
  name: string,
): Promise<Buffer> {
  const fresh = vault.seal(randomBytes(32).toString('base64'), serverSecret(name));
  await owner
    .insertInto('server_secrets')
    .values({ name, value: fresh })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await owner
    .selectFrom('server_secrets')
    .select('value')
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return Buffer.from(vault.open(value, serverSecret(name)), 'base64');
}

/**
 * Seals what an earlier version has stored readable, or with a former key. Before anything is opened.
 * @throws UnknownKeyError; then nothing has changed
 */
export async function sealSecrets(owner: Kysely<Tables>, vault: Vault): Promise<void> {
  await owner.transaction().execute(async (trx) => {
    const secrets = await trx.selectFrom('server_secrets').selectAll().forUpdate().execute();
    for (const { name, value } of secrets) {
      const sealed = vault.renewed(value, serverSecret(name));
      if (sealed === null) continue;
      await trx
        .updateTable('server_secrets')
        .set({ value: sealed })
        .where('name', '=', name)
        .execute();
    }
    const factors = await trx
      .selectFrom('second_factors')
      .select(['user_id', 'secret'])
      .forUpdate()
      .execute();
    for (const { user_id, secret } of factors) {
      const sealed = vault.renewed(secret, secondFactorOf(user_id));
      if (sealed === null) continue;
      await trx
        .updateTable('second_factors')
        .set({ secret: sealed })
        .where('user_id', '=', user_id)
        .execute();
    }
  });
}

/**
 * For the day on which the key is lost: everybody signs in once more and sets up a new second factor, and drafts that
 * devices keep sealed cannot be opened again. Patients' data is not touched.
 */
export async function forgetSecrets(owner: Kysely<Tables>): Promise<void> {
  await owner.transaction().execute(async (trx) => {
    await trx.deleteFrom('recovery_codes').execute();
    await trx.deleteFrom('second_factors').execute();
    await trx.deleteFrom('server_secrets').execute();
  });
}
