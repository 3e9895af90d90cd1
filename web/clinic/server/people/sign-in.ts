import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { ClosingDays } from '../../closing-days.ts';
import type { Tables } from '../database/tables.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { passwordMatches } from './passwords.ts';
import { signInIdOf, type RefreshTokens } from './refresh-tokens.ts';
import { hasSecondFactor, isDemanded, takeCode, type SecondFactorGroup } from './second-factor.ts';
import type { Role, Session } from './session.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { Vault } from './vault.ts';

/** A person who is signed in, and the refresh token to give to their browser. */
export interface SignedIn {
  readonly session: Session;
  readonly email: string;
  readonly company: Company;
  readonly refreshToken: string;
}

/** What comes with each sign-in about the clinic: its name, and when it is closed. */
interface Company extends ClosingDays {
  readonly name: string;
}

interface Person {
  readonly id: string;
  readonly company_id: string;
  readonly role: string;
  readonly name: string;
  readonly email: string;
  readonly practitioner_id: string | null;
  readonly has_second_factor: boolean;
  readonly company: Company;
}

/** What a sign-in needs besides the database. */
export interface SignInOptions {
  readonly tokens: RefreshTokens;
  readonly guard: SignInGuard;
  /** Opens second factors. */
  readonly vault: Vault;
  /** Whose sign-in needs a second factor. */
  readonly demandedOf: readonly SecondFactorGroup[];
}

const end = sql<Date>`now() + make_interval(days => ${limits.refreshTokenDays})`;
const prolongedEnd = sql<Date>`least(${end}, sign_in_sessions.created_at + make_interval(days => ${limits.signInDays}))`;
const hasFactor = sql<boolean>`EXISTS (SELECT 1 FROM second_factors
  WHERE second_factors.user_id = users.id AND confirmed_at IS NOT NULL)`;
const company = sql<Company>`(SELECT jsonb_build_object('name', name, 'holidays', holidays, 'closures', closures)
  FROM companies WHERE companies.id = users.company_id)`;
const rotatedLately = sql<boolean>`rotated_at > now() - make_interval(secs => ${limits.previousTokenSeconds})`;

/** Signs people in and out. One sign-in is one device; it ends after two weeks without use, or after a month. */
export class SignIns {
  readonly #owner: Kysely<Tables>;
  readonly #tokens: RefreshTokens;
  readonly #options: SignInOptions;

  constructor(owner: Kysely<Tables>, options: SignInOptions) {
    this.#owner = owner;
    this.#tokens = options.tokens;
    this.#options = options;
  }

  /**
   * @param code of the second factor, or a recovery code; ignored where there is no second factor
   * @throws ApiError 401 BAD_CREDENTIALS: one answer for an unknown address, a wrong password, a closed account;
   * SECOND_FACTOR_REQUIRED without a code, BAD_SECOND_FACTOR with a wrong one
   */
  async signIn(email: string, password: string, code?: string): Promise<SignedIn> {
    const user = await this.#owner
      .selectFrom('users')
      .selectAll()
      .select([hasFactor.as('has_second_factor'), company.as('company')])
      .where('email', '=', email)
      .where('active', '=', true)
      .executeTakeFirst();
    const matches = await passwordMatches(user?.password_hash ?? null, password);
    if (user === undefined || !matches) throw new ApiError(401, 'BAD_CREDENTIALS');
    if (!user.has_second_factor) return this.#enter(user);
    if (code === undefined) throw new ApiError(401, 'SECOND_FACTOR_REQUIRED');
    return this.#options.guard.attemptCode(user.id, () => this.#enter(user, code));
  }

  async #enter(user: Person & PasswordHolder, code?: string): Promise<SignedIn> {
    const id = randomUUID();
    const token = this.#tokens.first(id);
    await this.#owner.transaction().execute(async (trx) => {
      await mustStillHold(trx, user);
      if (await hasSecondFactor(trx, user.id)) await this.#mustBeRight(trx, user.id, code);
      await trx
        .insertInto('sign_in_sessions')
        .values({ id, user_id: user.id, token_digest: this.#tokens.digest(token), expires_at: end })
        .execute();
    });
    return this.#signedIn(user, id, token);
  }

  async #mustBeRight(trx: Kysely<Tables>, userId: string, code?: string): Promise<void> {
    // Turned on since the password was checked: asked for now.
    if (code === undefined) throw new ApiError(401, 'SECOND_FACTOR_REQUIRED');
    if (!(await takeCode(trx, this.#options.vault, userId, code)))
      throw new ApiError(401, 'BAD_SECOND_FACTOR');
  }

  #signedIn(user: Person, signInId: string, refreshToken: string): SignedIn {
    const session = sessionOf(user, signInId);
    const secondFactorDue =
      !user.has_second_factor && isDemanded(this.#options.demandedOf, session);
    const { email } = user;
    return {
      session: { ...session, secondFactorDue },
      email,
      company: user.company,
      refreshToken,
    };
  }

  /**
   * Exchanges a refresh token for the next one. The one before the newest is valid for a minute, since the
   * answer may have been lost, but not twice in a row; every other one has been copied, and ends the sign-in.
   * @throws ApiError 401 TOKEN_EXPIRED
   */
  async refresh(token: string): Promise<SignedIn> {
    const person = await this.#owner.transaction().execute((trx) => this.#exchange(trx, token));
    if (person === null) throw new ApiError(401, 'TOKEN_EXPIRED');
    return this.#signedIn(person, person.sign_in_id, this.#tokens.next(token));
  }

  /** Ends the sign-in that a refresh token belongs to; an unknown token is not an error. */
  async signOut(token: string): Promise<void> {
    const id = signInIdOf(token);
    if (id === null) return;
    const digest = this.#tokens.digest(token);
    await this.#owner
      .updateTable('sign_in_sessions')
      .set({ revoked_at: sql`now()` })
      .where('id', '=', id)
      .where((where) =>
        where.or([where('token_digest', '=', digest), where('previous_digest', '=', digest)]),
      )
      .execute();
  }

  /** @returns whether the sign-in of an access token goes on, and lets the person do more than complete it. */
  async isLive(session: Session): Promise<boolean> {
    return (await this.stateOf(session)) === 'live';
  }

  /** @returns 'ended': signed out, over, or the account closed; 'due': a second factor is to be set up first. */
  async stateOf(session: Session): Promise<'live' | 'due' | 'ended'> {
    const { signInId, userId } = session;
    if (signInId === undefined) return 'ended';
    const found = await this.#owner
      .selectFrom('sign_in_sessions')
      .innerJoin('users', 'users.id', 'sign_in_sessions.user_id')
      .select(hasFactor.as('has_second_factor'))
      .where('sign_in_sessions.id', '=', signInId)
      .where('users.id', '=', userId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .where('users.active', '=', true)
      .executeTakeFirst();
    if (found === undefined) return 'ended';
    const isDue = !found.has_second_factor && isDemanded(this.#options.demandedOf, session);
    return isDue ? 'due' : 'live';
  }

  async #exchange(trx: Kysely<Tables>, token: string): Promise<LiveSignIn | null> {
    const id = signInIdOf(token);
    const found = id === null ? undefined : await liveSignIn(trx, id);
    if (found === undefined) return null;
    const digest = this.#tokens.digest(token);
    const signIn = trx.updateTable('sign_in_sessions').where('id', '=', found.sign_in_id);
    if (digest === found.token_digest) {
      const rotation = {
        token_digest: this.#tokens.digest(this.#tokens.next(token)),
        previous_digest: digest,
        previous_used: false,
        previous_before: found.previous_used,
        rotated_at: sql<Date>`now()`,
        expires_at: prolongedEnd,
      };
      await signIn.set(rotation).execute();
      return found;
    }
    const mayRepeat =
      digest === found.previous_digest && found.rotated_lately && !found.previous_before;
    await signIn.set(mayRepeat ? { previous_used: true } : { revoked_at: sql`now()` }).execute();
    return mayRepeat ? found : null;
  }
}

interface PasswordHolder {
  readonly id: string;
  readonly password_hash: string | null;
}

/** The password was checked a moment ago: a change since then has ended the sign-ins that it found, not this one. */
async function mustStillHold(trx: Kysely<Tables>, user: PasswordHolder): Promise<void> {
  const same = await trx
    .selectFrom('users')
    .select('id')
    .where('id', '=', user.id)
    .where('active', '=', true)
    .where('password_hash', '=', user.password_hash)
    .forShare()
    .executeTakeFirst();
  if (same === undefined) throw new ApiError(401, 'BAD_CREDENTIALS');
}

type LiveSignIn = Exclude<Awaited<ReturnType<typeof liveSignIn>>, undefined>;

/** A sign-in that has not ended, locked, with its person. */
function liveSignIn(trx: Kysely<Tables>, id: string) {
  return trx
    .selectFrom('sign_in_sessions')
    .innerJoin('users', 'users.id', 'sign_in_sessions.user_id')
    .select(['users.id', 'users.company_id', 'users.role', 'users.name', 'users.email'])
    .select(['users.practitioner_id', hasFactor.as('has_second_factor')])
    .select(company.as('company'))
    .select(['sign_in_sessions.id as sign_in_id', 'token_digest', 'previous_digest'])
    .select(['previous_used', 'previous_before', rotatedLately.as('rotated_lately')])
    .where('sign_in_sessions.id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('users.active', '=', true)
    .forUpdate('sign_in_sessions')
    .executeTakeFirst();
}

function sessionOf(user: Person, signInId: string): Session {
  return {
    userId: user.id,
    companyId: user.company_id,
    role: user.role as Role,
    name: user.name,
    practitionerId: user.practitioner_id,
    signInId,
  };
}
