import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { passwordFault, shortestPassword } from './password-policy.ts';
import { hashPassword } from './passwords.ts';
import { removeSecondFactor } from './second-factor.ts';
import { roles, type Role } from './session.ts';

/** A person's account, without anything secret. */
export interface Account {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  readonly company: string;
  readonly active: boolean;
  /** The practitioner that the person is, or null. */
  readonly practitioner: string | null;
}

/** What a new account needs. */
export interface NewAccount {
  readonly email: string;
  readonly name: string;
  readonly role: string;
  /** Lower-case letters, digits and hyphens. Made when it does not exist. */
  readonly company: string;
  readonly password: string;
}

/** Accounts of people: made and changed by an administrator. Every method throws an Error with one sentence. */
export class Accounts {
  readonly #db: Kysely<Tables>;

  /** @param db as the owner of the tables. */
  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async list(): Promise<readonly Account[]> {
    return this.#db
      .selectFrom('users')
      .leftJoin('practitioners', 'practitioners.id', 'users.practitioner_id')
      .select([
        'users.email',
        'users.name',
        'users.role',
        'users.company_id as company',
        'users.active',
      ])
      .select(sql<string | null>`first_name || ' ' || last_name`.as('practitioner'))
      .orderBy('users.company_id')
      .orderBy('users.email')
      .execute();
  }

  async add(account: NewAccount): Promise<void> {
    const email = addressOf(account.email);
    const role = roleOf(account.role);
    if (account.name.trim() === '') throw new Error('A name is needed: --name "Nadia Ferrand".');
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(account.company))
      throw new Error(
        'The company is written in lower-case letters, digits and hyphens: clinic-lyon.',
      );
    mustBeStrong(account.password, [email, account.name]);
    const password_hash = await hashPassword(account.password);
    await this.#db.transaction().execute(async (trx) => {
      await trx
        .insertInto('companies')
        .values({ id: account.company, name: account.company })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
      const added = await trx
        .insertInto('users')
        .values({
          company_id: account.company,
          email,
          name: account.name.trim(),
          role,
          password_hash,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .executeTakeFirst();
      if (added === undefined) throw new Error(`${email} has an account already.`);
    });
  }

  /** Sets a password; the person has to sign in again everywhere. */
  async setPassword(address: string, password: string): Promise<void> {
    const email = addressOf(address);
    mustBeStrong(password, [email]);
    await this.#change(email, { password_hash: await hashPassword(password) });
  }

  async setRole(address: string, role: string): Promise<void> {
    await this.#change(addressOf(address), { role: roleOf(role) });
  }

  /**
   * Says which practitioner of the company a person is: that person signs documents as them.
   * @param name as the list of practitioners shows it, or an RPPS number; empty: none.
   */
  async setPractitioner(address: string, name: string): Promise<void> {
    const email = addressOf(address);
    const practitioner_id =
      name.trim() === '' ? null : await this.#practitioner(email, name.trim());
    await this.#change(email, { practitioner_id });
  }

  async #practitioner(email: string, name: string): Promise<string> {
    const found = await this.#db
      .selectFrom('practitioners')
      .innerJoin('users', 'users.company_id', 'practitioners.company_id')
      .select('practitioners.id')
      .where('users.email', '=', email)
      .where('practitioners.deleted_at', 'is', null)
      .where(
        sql<boolean>`(${name} = rpps OR clinic_fold(${name}) IN (clinic_fold(first_name || ' ' || last_name),
          sort_name, clinic_fold(concat_ws(' ', title, first_name, last_name))))`,
      )
      .execute();
    const [only, ...others] = found;
    if (only === undefined)
      throw new Error(`${email} has no colleague "${name}" among the practitioners.`);
    if (others.length > 0)
      throw new Error(`Several practitioners are called "${name}": give the RPPS number.`);
    return only.id as string;
  }

  /** Closes an account, or opens it again. What the person has written keeps their name. */
  async setActive(address: string, active: boolean): Promise<void> {
    await this.#change(addressOf(address), { active });
  }

  /** The person has lost the device: the password alone counts until another second factor is set up. */
  async resetSecondFactor(address: string): Promise<void> {
    await this.#change(addressOf(address), {}, removeSecondFactor);
  }

  /** Each change ends the sign-ins of the account: former rights end at once. */
  async #change(
    email: string,
    values: {
      password_hash?: string;
      role?: Role;
      active?: boolean;
      practitioner_id?: string | null;
    },
    besides: (trx: Kysely<Tables>, id: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    await this.#db.transaction().execute(async (trx) => {
      const changed = await trx
        .selectFrom('users')
        .select('id')
        .where('email', '=', email)
        .forUpdate()
        .executeTakeFirst();
      if (changed === undefined) throw new Error(`${email} has no account.`);
      if (Object.keys(values).length > 0)
        await trx.updateTable('users').set(values).where('id', '=', changed.id).execute();
      await besides(trx, changed.id);
      await trx
        .updateTable('sign_in_sessions')
        .set({ revoked_at: sql`now()` })
        .where('user_id', '=', changed.id)
        .execute();
    });
  }
}

function addressOf(text: string): string {
  const email = text.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(email) || email.length > 254)
    throw new Error('An e-mail address is needed: --email nadia@clinic.example.');
  return email;
}

function roleOf(text: string): Role {
  const role = roles.find((known) => known === text);
  if (role === undefined) throw new Error(`The role is one of ${roles.join(', ')}.`);
  return role;
}

function mustBeStrong(password: string, about: readonly string[]): void {
  const fault = passwordFault(password, about);
  if (fault === 'short')
    throw new Error(
      `The password needs at least ${shortestPassword} characters; a sentence is good.`,
    );
  if (fault === 'guessable')
    throw new Error(
      'The password is too easy to guess: it is made of names, known words or few characters.',
    );
}
