import { createHash } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import { Secret, TOTP } from 'otpauth';
import type { Tables } from '../database/tables.ts';
import { refused } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { secondFactorOf } from './secrets.ts';
import type { Role } from './session.ts';
import type { Vault } from './vault.ts';

/** Whose sign-in needs a second factor. */
export const secondFactorGroups = ['management', 'practitioners', 'everybody'] as const;
export type SecondFactorGroup = (typeof secondFactorGroups)[number];

/** What a person enters into an application for codes: shown once, and never again. */
export interface Enrolment {
  /** Base32, for those who type it. */
  readonly secret: string;
  /** `otpauth://totp/…`, for a QR code. */
  readonly uri: string;
}

type Transaction = Kysely<Tables>;

/** Whose second factor it is, and under which names an application shows it. */
type Owner = { readonly id: string; readonly email: string; readonly company: string };

/** True when the policy demands a second factor of such a person. */
export function isDemanded(
  groups: readonly SecondFactorGroup[],
  { role, practitionerId }: { readonly role: Role; readonly practitionerId: string | null },
): boolean {
  return (
    groups.includes('everybody') ||
    (groups.includes('management') && role === 'admin') ||
    (groups.includes('practitioners') && (role === 'doctor' || practitionerId !== null))
  );
}

/** Starts over: a secret that was shown before becomes invalid. @throws ApiError 422 SECOND_FACTOR_ON */
export async function enrol(trx: Transaction, vault: Vault, owner: Owner): Promise<Enrolment> {
  if (await hasSecondFactor(trx, owner.id)) throw refused('SECOND_FACTOR_ON');
  const secret = new Secret({ size: limits.secondFactorSecretBytes });
  const row = { secret: vault.seal(secret.base32, secondFactorOf(owner.id)), last_step: 0 };
  await trx
    .insertInto('second_factors')
    .values({ user_id: owner.id, ...row })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(row))
    .execute();
  const uri = new TOTP({ secret, label: owner.email, issuer: owner.company }).toString();
  return { secret: secret.base32, uri };
}

/**
 * The person has the secret: from now on each sign-in asks for a code.
 * @returns the recovery codes, each for one sign-in without the device
 * @throws ApiError 422 BAD_SECOND_FACTOR
 */
export async function confirm(
  trx: Transaction,
  vault: Vault,
  userId: string,
  code: string,
): Promise<readonly string[]> {
  if (await hasSecondFactor(trx, userId)) throw refused('SECOND_FACTOR_ON');
  if (!(await takeStep(trx, vault, userId, code)))
    throw refused('BAD_SECOND_FACTOR', { details: { field: 'code' } });
  await trx
    .updateTable('second_factors')
    .set({ confirmed_at: sql`now()` })
    .where('user_id', '=', userId)
    .execute();
  return renewRecoveryCodes(trx, userId);
}

/** New recovery codes; the former ones become invalid. */
export async function renewRecoveryCodes(
  trx: Transaction,
  userId: string,
): Promise<readonly string[]> {
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  const codes = Array.from({ length: limits.recoveryCodes }, recoveryCode);
  const rows = codes.map((code) => ({ user_id: userId, digest: digestOf(code) }));
  await trx.insertInto('recovery_codes').values(rows).execute();
  return codes;
}

/** Takes the second factor away; without one nothing happens. */
export async function removeSecondFactor(trx: Transaction, userId: string): Promise<void> {
  await trx.deleteFrom('recovery_codes').where('user_id', '=', userId).execute();
  await trx.deleteFrom('second_factors').where('user_id', '=', userId).execute();
}

/** True when the person has proved to have the secret. */
export async function hasSecondFactor(db: Transaction, userId: string): Promise<boolean> {
  const found = await db
    .selectFrom('second_factors')
    .select('user_id')
    .where('user_id', '=', userId)
    .where('confirmed_at', 'is not', null)
    .executeTakeFirst();
  return found !== undefined;
}

/** How many recovery codes are left. */
export async function recoveryCodesLeft(db: Transaction, userId: string): Promise<number> {
  const { left } = await db
    .selectFrom('recovery_codes')
    .select(sql<number>`count(*)::int`.as('left'))
    .where('user_id', '=', userId)
    .executeTakeFirstOrThrow();
  return left;
}

/**
 * Uses up a code of the application, or a recovery code: neither is accepted twice.
 * @returns whether it was right
 */
export async function takeCode(
  trx: Transaction,
  vault: Vault,
  userId: string,
  code: string,
): Promise<boolean> {
  return (await takeStep(trx, vault, userId, code)) || (await takeRecoveryCode(trx, userId, code));
}

/** A code counts for its 30 seconds, and for the ones before and after: clocks differ (RFC 6238, 5.2). */
async function takeStep(
  trx: Transaction,
  vault: Vault,
  userId: string,
  code: string,
): Promise<boolean> {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return false;
  const factor = await trx
    .selectFrom('second_factors')
    .select('secret')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  if (factor === undefined) return false;
  const secret = vault.open(factor.secret, secondFactorOf(userId));
  const totp = new TOTP({ secret: Secret.fromBase32(secret) });
  const timestamp = Date.now();
  const delta = totp.validate({ token, timestamp, window: 1 });
  if (delta === null) return false;
  const step = totp.counter({ timestamp }) + delta;
  const taken = await trx
    .updateTable('second_factors')
    .set({ last_step: step })
    .where('user_id', '=', userId)
    .where('last_step', '<', step)
    .returning('user_id')
    .executeTakeFirst();
  return taken !== undefined;
}

async function takeRecoveryCode(trx: Transaction, userId: string, code: string): Promise<boolean> {
  const taken = await trx
    .deleteFrom('recovery_codes')
    .where('user_id', '=', userId)
    .where('digest', '=', digestOf(code))
    .returning('user_id')
    .executeTakeFirst();
  return taken !== undefined;
}

/** Four groups of four Base32 characters: ABCD-EFGH-IJKL-MNOP. */
function recoveryCode(): string {
  const signs = new Secret({ size: 10 }).base32;
  return signs.match(/.{4}/g)?.join('-') ?? signs;
}

function digestOf(code: string): string {
  const plain = code.toUpperCase().replace(/[^A-Z2-7]/g, '');
  return createHash('sha256').update(plain).digest('hex');
}
