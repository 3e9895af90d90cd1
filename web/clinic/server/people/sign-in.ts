import { randomUUID } from 'node:crypto';
import { sql, type Kysely } from 'kysely';
import type { Tables } from '../database/tables.ts';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { passwordMatches } from './passwords.ts';
import { signInIdOf, type RefreshTokens } from './refresh-tokens.ts';
import type { Role, Session } from './session.ts';

/** A person who is signed in, and the refresh token to give to their browser. */
export interface SignedIn {
  readonly session: Session;
  readonly email: string;
  readonly refreshToken: string;
}

interface Person {
  readonly id: string;
  readonly company_id: string;
  readonly role: string;
  readonly name: string;
  readonly email: string;
  readonly practitioner_id: string | null;
}

const end = sql<Date>`now() + make_interval(days => ${limits.refreshTokenDays})`;
const prolongedEnd = sql<Date>`least(${end}, sign_in_sessions.created_at + make_interval(days => ${limits.signInDays}))`;
const rotatedLately = sql<boolean>`rotated_at > now() - make_interval(secs => ${limits.previousTokenSeconds})`;

/** Signs people in and out. One sign-in is one device; it ends after two weeks without use, or after a month. */
export class SignIns {
  readonly #owner: Kysely<Tables>;
  readonly #tokens: RefreshTokens;

  constructor(owner: Kysely<Tables>, tokens: RefreshTokens) {
    this.#owner = owner;
    this.#tokens = tokens;
  }

  /** @throws ApiError 401 BAD_CREDENTIALS: one answer for an unknown address, a wrong password, a closed account. */
  async signIn(email: string, password: string): Promise<SignedIn> {
    const user = await this.#owner
      .selectFrom('users')
      .selectAll()
      .where('email', '=', email)
      .where('active', '=', true)
      .executeTakeFirst();
    const matches = await passwordMatches(user?.password_hash ?? null, password);
    if (user === undefined || !matches) throw new ApiError(401, 'BAD_CREDENTIALS');
    const id = randomUUID();
    const token = this.#tokens.first(id);
    await this.#owner.transaction().execute(async (trx) => {
      await mustStillHold(trx, user);
      await trx
        .insertInto('sign_in_sessions')
        .values({ id, user_id: user.id, token_digest: this.#tokens.digest(token), expires_at: end })
        .execute();
    });
    return signedIn(user, id, token);
  }

  /**
   * Exchanges a refresh token for the next one. The one before the newest is good for a minute, since the answer may
   * have been lost, but not twice in a row; every other one has been copied, and ends the sign-in.
   * @throws ApiError 401 TOKEN_EXPIRED
   */
  async refresh(token: string): Promise<SignedIn> {
    const person = await this.#owner.transaction().execute((trx) => this.#exchange(trx, token));
    if (person === null) throw new ApiError(401, 'TOKEN_EXPIRED');
    return signedIn(person, person.sign_in_id, this.#tokens.next(token));
  }

  /** Ends the sign-in that a refresh token belongs to; an unknown token is no error. */
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

  /** @returns whether the sign-in of an access token goes on: not signed out, not ended, the account open. */
  async isLive({ signInId, userId }: Session): Promise<boolean> {
    if (signInId === undefined) return false;
    const found = await this.#owner
      .selectFrom('sign_in_sessions')
      .innerJoin('users', 'users.id', 'sign_in_sessions.user_id')
      .select('users.id')
      .where('sign_in_sessions.id', '=', signInId)
      .where('users.id', '=', userId)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', sql<Date>`now()`)
      .where('users.active', '=', true)
      .executeTakeFirst();
    return found !== undefined;
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

/** The password was checked a moment ago: a change since then has ended the sign-ins that it found, not this one. */
async function mustStillHold(
  trx: Kysely<Tables>,
  user: { readonly id: string; readonly password_hash: string | null },
): Promise<void> {
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
    .select('users.practitioner_id')
    .select(['sign_in_sessions.id as sign_in_id', 'token_digest', 'previous_digest'])
    .select(['previous_used', 'previous_before', rotatedLately.as('rotated_lately')])
    .where('sign_in_sessions.id', '=', id)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .where('users.active', '=', true)
    .forUpdate('sign_in_sessions')
    .executeTakeFirst();
}

function signedIn(user: Person, signInId: string, refreshToken: string): SignedIn {
  const session = {
    userId: user.id,
    companyId: user.company_id,
    role: user.role as Role,
    name: user.name,
    practitionerId: user.practitioner_id,
    signInId,
  };
  return { session, email: user.email, refreshToken };
}
