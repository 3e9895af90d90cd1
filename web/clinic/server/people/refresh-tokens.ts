import { createHash, createHmac, randomBytes } from 'node:crypto';

/**
 * Refresh tokens: `<sign-in id>.<secret>`. Each use replaces the token by the next one, which follows from the one
 * before by a keyed digest. So an exchange whose answer was lost can be repeated and gives the same next token. An older
 * token, or one that comes back late or generation after generation, has been copied (RFC 9700, 4.14.2).
 */
export class RefreshTokens {
  readonly #key: Buffer;

  /** @param key shared by all instances. */
  constructor(key: Buffer) {
    this.#key = key;
  }

  /** The first token of a sign-in. */
  first(signInId: string): string {
    return `${signInId}.${randomBytes(32).toString('base64url')}`;
  }

  /** The token that replaces `token`. */
  next(token: string): string {
    const secret = createHmac('sha256', this.#key).update(token).digest('base64url');
    return `${signInIdOf(token) ?? ''}.${secret}`;
  }

  /** What is stored of a token: not enough to use it. */
  digest(token: string): string {
    return createHash('sha256').update(token).digest('hex');
  }
}

/** The sign-in that a token names, or null when it is not one of ours. */
export function signInIdOf(token: string): string | null {
  return /^([0-9a-f-]{36})\.[\w-]{43}$/.exec(token)?.[1] ?? null;
}
