import { errors, jwtVerify, SignJWT } from 'jose';
import { z } from 'zod';
import { ApiError } from '../http/api-error.ts';
import { limits } from '../limits.ts';
import { roles, type Session } from './session.ts';

const issuer = 'synchrone-clinic';
const algorithm = 'HS256';

const claimsSchema = z.object({
  sub: z.string(),
  sid: z.uuid(),
  company: z.string(),
  role: z.enum(roles),
  name: z.string(),
  practitioner: z.guid().nullable().default(null),
  exp: z.number(),
});

/** Makes and checks access tokens: signed, short-lived, and never stored. */
export class AccessTokens {
  readonly #secret: Uint8Array;

  /** @param secret shared by all instances. */
  constructor(secret: Uint8Array) {
    this.#secret = secret;
  }

  /** A token that says who the person is, for a few minutes. */
  issue(session: Session): Promise<string> {
    return new SignJWT({
      company: session.companyId,
      role: session.role,
      name: session.name,
      practitioner: session.practitionerId,
      sid: session.signInId,
    })
      .setProtectedHeader({ alg: algorithm })
      .setIssuer(issuer)
      .setAudience(issuer)
      .setSubject(session.userId)
      .setIssuedAt()
      .setExpirationTime(`${limits.accessTokenSeconds}s`)
      .sign(this.#secret);
  }

  /** @throws ApiError 401 TOKEN_EXPIRED, or UNAUTHENTICATED for a token that is not ours. */
  async session(token: string): Promise<Session> {
    try {
      const options = { algorithms: [algorithm], issuer, audience: issuer };
      const { payload } = await jwtVerify(token, this.#secret, options);
      const { sub, sid, company, role, name, practitioner, exp } = claimsSchema.parse(payload);
      return {
        userId: sub,
        companyId: company,
        role,
        name,
        practitionerId: practitioner,
        signInId: sid,
        expiresAt: exp * 1000,
      };
    } catch (error) {
      throw new ApiError(
        401,
        error instanceof errors.JWTExpired ? 'TOKEN_EXPIRED' : 'UNAUTHENTICATED',
      );
    }
  }
}
