import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { ApiError, invalid, refused } from '../http/api-error.ts';
import { passwordFault } from './password-policy.ts';
import { hashPassword, passwordMatches } from './passwords.ts';
import {
  confirm,
  enrol,
  hasSecondFactor,
  recoveryCodesLeft,
  removeSecondFactor,
  renewRecoveryCodes,
  takeCode,
  type Enrolment,
} from './second-factor.ts';
import type { Session } from './session.ts';
import type { Vault } from './vault.ts';

type Transaction = Kysely<Tables>;

/** What a person changes of their own account: the password, and the second factor. */
export class OwnAccount {
  readonly #owner: Kysely<Tables>;
  readonly #vault: Vault;

  /** @param owner of the tables: requests may not write accounts. */
  constructor(owner: Kysely<Tables>, vault: Vault) {
    this.#owner = owner;
    this.#vault = vault;
  }

  /** The address, for the limits of a sign-in. */
  async addressOf({ userId }: Session): Promise<string> {
    return (await account(this.#owner, userId))?.email ?? '';
  }

  /** @throws ApiError 422 OWN_PASSWORD_WRONG */
  async mustKnowPassword({ userId }: Session, password: string): Promise<void> {
    const own = await account(this.#owner, userId);
    if (!(await passwordMatches(own?.password_hash ?? null, password)))
      throw refused('OWN_PASSWORD_WRONG', { details: { field: 'own_password' } });
  }

  /** Ends the sign-ins of the person on other devices. @throws ApiError 400 WEAK_PASSWORD */
  async setPassword(session: Session, password: string): Promise<void> {
    const own = await account(this.#owner, session.userId);
    if (passwordFault(password, [own?.email ?? '', session.name]) !== null)
      throw invalid([{ field: 'password', code: 'WEAK_PASSWORD' }]);
    const password_hash = await hashPassword(password);
    await this.#change(session, async (trx) => {
      await trx
        .updateTable('users')
        .set({ password_hash })
        .where('id', '=', session.userId)
        .execute();
      await endOtherSignIns(trx, session);
    });
  }

  /** Whether it is asked for, and how many recovery codes are left. */
  async secondFactor({ userId }: Session) {
    return {
      on: await hasSecondFactor(this.#owner, userId),
      recovery_codes_left: await recoveryCodesLeft(this.#owner, userId),
    };
  }

  /** The secret, shown once. Nothing is asked for before `confirm`. @throws ApiError 422 SECOND_FACTOR_ON */
  enrol(session: Session): Promise<Enrolment> {
    return this.#change(session, async (trx) => {
      const own = await trx
        .selectFrom('users')
        .innerJoin('companies', 'companies.id', 'users.company_id')
        .select(['users.id', 'users.email', 'companies.name as company'])
        .where('users.id', '=', session.userId)
        .executeTakeFirst();
      if (own === undefined) throw new ApiError(404, 'NOT_FOUND');
      return enrol(trx, this.#vault, own);
    });
  }

  /** @returns the recovery codes, shown once. @throws ApiError 422 */
  confirm(session: Session, code: string): Promise<readonly string[]> {
    return this.#change(session, async (trx) => {
      const codes = await confirm(trx, this.#vault, session.userId, code);
      await endOtherSignIns(trx, session);
      return codes;
    });
  }

  /** @throws ApiError 422 */
  renewRecoveryCodes(session: Session, code: string): Promise<readonly string[]> {
    return this.#change(session, async (trx) => {
      await this.#mustBeRight(trx, session, code);
      return renewRecoveryCodes(trx, session.userId);
    });
  }

  /** @throws ApiError 422 */
  turnOff(session: Session, code: string): Promise<void> {
    return this.#change(session, async (trx) => {
      await this.#mustBeRight(trx, session, code);
      await removeSecondFactor(trx, session.userId);
      await endOtherSignIns(trx, session);
    });
  }

  async #mustBeRight(trx: Transaction, { userId }: Session, code: string): Promise<void> {
    if (!(await hasSecondFactor(trx, userId))) throw refused('SECOND_FACTOR_OFF');
    if (!(await takeCode(trx, this.#vault, userId, code)))
      throw refused('BAD_SECOND_FACTOR', { details: { field: 'code' } });
  }

  /** The trail of accounts names the person. */
  #change<T>(session: Session, work: (trx: Transaction) => Promise<T>): Promise<T> {
    return this.#owner.transaction().execute(async (trx) => {
      await sql`SELECT id FROM users WHERE id = ${session.userId} FOR UPDATE`.execute(trx);
      await sql`SELECT set_config('app.user_id', ${session.userId}, true)`.execute(trx);
      return work(trx);
    });
  }
}

function account(db: Transaction, id: string) {
  return db
    .selectFrom('users')
    .select(['email', 'password_hash'])
    .where('id', '=', id)
    .executeTakeFirst();
}

async function endOtherSignIns(trx: Transaction, session: Session): Promise<void> {
  await trx
    .updateTable('sign_in_sessions')
    .set({ revoked_at: sql`now()` })
    .where('user_id', '=', session.userId)
    .where('id', 'is distinct from', session.signInId ?? null)
    .where('revoked_at', 'is', null)
    .execute();
}
