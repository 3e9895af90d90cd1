import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { ApiError, invalid, refused } from '../http/api-error.ts';
import { passwordFault } from './password-policy.ts';
import { hashPassword } from './passwords.ts';
import { removeSecondFactor } from './second-factor.ts';
import type { Role, Session } from './session.ts';

/** An account as the management of its company sees it: nothing secret. */
export interface CompanyAccount {
  readonly id: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly active: boolean;
  readonly practitioner_id: string | null;
  readonly created_at: Date;
  /** A second factor is asked for at the sign-in. */
  readonly second_factor: boolean;
  /** The newest sign-in that is known; null: none. */
  readonly signed_in_at: Date | null;
}

/** What may be changed. */
export interface AccountChange {
  readonly name?: string | undefined;
  readonly role?: Role | undefined;
  readonly active?: boolean | undefined;
  readonly practitioner_id?: string | null | undefined;
  readonly password?: string | undefined;
  /** false: the person has lost it, and sets up another one. */
  readonly second_factor?: false | undefined;
}

/** What a new account needs. */
export interface NewCompanyAccount {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly password: string;
  readonly practitioner_id?: string | null | undefined;
}

type Transaction = Kysely<Tables>;

/**
 * The accounts of one company, changed by its management. Changes of one company run one after the other, each looks
 * again whether the caller still is of the management, and none leaves the company without an administrator.
 */
export class CompanyAccounts {
  readonly #owner: Kysely<Tables>;

  /** @param owner of the tables: requests may not write accounts. */
  constructor(owner: Kysely<Tables>) {
    this.#owner = owner;
  }

  list({ companyId }: Session): Promise<readonly CompanyAccount[]> {
    return accounts(this.#owner, companyId).orderBy('name').orderBy('email').execute();
  }

  /** @throws ApiError 409 ACCOUNT_EXISTS, 400 with the field, 403 */
  async add(session: Session, account: NewCompanyAccount): Promise<CompanyAccount> {
    const { email, name, role, password, practitioner_id: practitioner = null } = account;
    mustBeStrong(password, [email, name]);
    const password_hash = await hashPassword(password);
    return this.#change(session, async (trx) => {
      await mustBeOfCompany(trx, session, practitioner);
      const added = await trx
        .insertInto('users')
        .values({
          company_id: session.companyId,
          email,
          name,
          role,
          password_hash,
          practitioner_id: practitioner,
        })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .returning('id')
        .executeTakeFirst();
      if (added === undefined)
        throw new ApiError(409, 'ACCOUNT_EXISTS', { details: { field: 'email' } });
      return accountOf(trx, session, added.id);
    });
  }

  /**
   * Changes an account and ends its sign-ins: former rights end at once. Without a change they go on.
   * @throws ApiError 404, 422 LAST_ADMINISTRATOR, 400 with the field, 403
   */
  async change(session: Session, id: string, change: AccountChange): Promise<CompanyAccount> {
    const { password, second_factor: secondFactor, ...values } = change;
    if (password !== undefined) {
      const { email, name } = await accountOf(this.#owner, session, id);
      mustBeStrong(password, [email, name]);
    }
    const secret = password === undefined ? {} : { password_hash: await hashPassword(password) };
    const changes = { ...withoutUndefined(values), ...secret };
    return this.#change(session, async (trx) => {
      const before = await accountOf(trx, session, id);
      const isEmpty = Object.keys(changes).length === 0;
      if (isEmpty && secondFactor === undefined) return before;
      if (secondFactor === false) {
        // One's own takes a code: a page left open, and a password seen, are not enough.
        if (id === session.userId) throw invalid([{ field: 'second_factor', code: 'INVALID' }]);
        await removeSecondFactor(trx, id);
      }
      await mustBeOfCompany(trx, session, values.practitioner_id ?? null);
      if (!isEmpty)
        await trx
          .updateTable('users')
          .set(changes)
          .where('id', '=', id)
          .where('company_id', '=', session.companyId)
          .execute();
      await mustHaveAdministrator(trx, session);
      await trx
        .updateTable('sign_in_sessions')
        .set({ revoked_at: sql`now()` })
        .where('user_id', '=', id)
        .execute();
      return accountOf(trx, session, id);
    });
  }

  #change<T>(session: Session, work: (trx: Transaction) => Promise<T>): Promise<T> {
    return this.#owner.transaction().execute(async (trx) => {
      await sql`SELECT id FROM companies WHERE id = ${session.companyId} FOR UPDATE`.execute(trx);
      const self = await trx
        .selectFrom('users')
        .select('id')
        .where('id', '=', session.userId)
        .where('company_id', '=', session.companyId)
        .where('active', '=', true)
        .where('role', '=', 'admin')
        .executeTakeFirst();
      if (self === undefined) throw new ApiError(403, 'FORBIDDEN');
      await sql`SELECT set_config('app.user_id', ${session.userId}, true)`.execute(trx);
      return work(trx);
    });
  }
}

function accounts(db: Transaction, companyId: string) {
  return db
    .selectFrom('users')
    .select(['id', 'email', 'name', 'active', 'practitioner_id', 'created_at'])
    .select(sql<Role>`role`.as('role'))
    .select(
      sql<boolean>`EXISTS (SELECT 1 FROM second_factors
        WHERE user_id = users.id AND confirmed_at IS NOT NULL)`.as('second_factor'),
    )
    .select(
      sql<Date | null>`(SELECT max(created_at) FROM sign_in_sessions WHERE user_id = users.id)`.as(
        'signed_in_at',
      ),
    )
    .where('company_id', '=', companyId);
}

/** One answer for an account of another company, and for one that is none. */
async function accountOf(
  db: Transaction,
  { companyId }: Session,
  id: string,
): Promise<CompanyAccount> {
  const found = await accounts(db, companyId).where('id', '=', id).executeTakeFirst();
  if (found === undefined) throw new ApiError(404, 'NOT_FOUND');
  return found;
}

async function mustHaveAdministrator(trx: Transaction, { companyId }: Session): Promise<void> {
  const left = await trx
    .selectFrom('users')
    .select('id')
    .where('company_id', '=', companyId)
    .where('role', '=', 'admin')
    .where('active', '=', true)
    .where('password_hash', 'is not', null) // without one no person can sign in
    .executeTakeFirst();
  if (left === undefined) throw refused('LAST_ADMINISTRATOR');
}

async function mustBeOfCompany(
  trx: Transaction,
  { companyId }: Session,
  practitioner: string | null,
): Promise<void> {
  if (practitioner === null) return;
  const found = await trx
    .selectFrom('practitioners')
    .select('id')
    .where('company_id', '=', companyId)
    .where('id', '=', practitioner)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  if (found === undefined) throw invalid([{ field: 'practitioner_id', code: 'INVALID_ID' }]);
}

function mustBeStrong(password: string, about: readonly string[]): void {
  if (passwordFault(password, about) !== null)
    throw invalid([{ field: 'password', code: 'WEAK_PASSWORD' }]);
}

function withoutUndefined<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
