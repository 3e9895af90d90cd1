import { parseCookie, stringifySetCookie } from 'cookie';
import { Router, type Request, type Response } from 'express';
import { z } from 'zod';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { onlyParameters, route, sendAnswer, sessionOf } from '../http/express.ts';
import { neverTransformed } from '../http/security.ts';
import { jsonBody } from '../http/json-body.ts';
import { placeOf } from '../http/rate-limit.ts';
import { limits } from '../limits.ts';
import { requiredText } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';
import type { AccessTokens } from './access-tokens.ts';
import type { CompanyAccounts } from './company-accounts.ts';
import type { DeviceKeys } from './device-keys.ts';
import { secondFactorCode } from './own-account-router.ts';
import type { OwnAccount } from './own-account.ts';
import type { Session } from './session.ts';
import type { SignInGuard } from './sign-in-guard.ts';
import type { SignedIn, SignIns } from './sign-in.ts';

/**
 * Behind TLS the name has the prefix that no other host may set: a page of a neighbouring host name cannot put its
 * own sign-in here (RFC 6265bis, 4.1.3.2). It asks for the whole path.
 */
const cookieOf = (secure: boolean) =>
  secure
    ? { name: '__Host-clinic_refresh', path: '/' }
    : { name: 'clinic_refresh', path: '/api/v1/auth' };

/** The body of a sign-in. */
export const signInSchema = z.object({
  email: requiredText(254).toLowerCase(),
  password: z.string().min(1).max(1000),
  code: secondFactorCode.optional(),
});

/** What the routes of people need. */
export interface People {
  readonly signIns: SignIns;
  readonly guard: SignInGuard;
  readonly accessTokens: AccessTokens;
  readonly accounts: CompanyAccounts;
  readonly own: OwnAccount;
  readonly deviceKeys: DeviceKeys;
}

/**
 * Sign-in, refresh and sign-out. The access token goes to the page, which sends it as `Authorization: Bearer`; the
 * refresh token goes into a cookie that scripts cannot read and other sites cannot send.
 * @param secure marks the cookie for HTTPS only.
 */
export function signInRouter(people: People, secure: boolean): Router {
  const { signIns, guard } = people;
  const router = Router();
  const answer = async (response: Response, person: SignedIn): Promise<void> => {
    setCookie(response, person.refreshToken, limits.refreshTokenDays * 86_400, secure);
    sendAnswer(response, success(await credentials(people, person)));
  };
  router.use(neverTransformed, jsonBody('10kb'));
  router.post('/sign-in', async (request, response) => {
    const parsed = signInSchema.safeParse(request.body, { reportInput: true });
    if (!parsed.success) throw invalid(problemsOf(parsed.error));
    const { email, password, code } = parsed.data;
    const attempt = () => signIns.signIn(email, password, code);
    await answer(response, await guard.attempt(email, placeOf(request), attempt));
  });
  router.post('/refresh', async (request, response) => {
    const token = refreshCookie(request, secure);
    if (token === undefined) throw new ApiError(401, 'UNAUTHENTICATED');
    await answer(response, await signIns.refresh(token));
  });
  router.post('/sign-out', async (request, response) => {
    const token = refreshCookie(request, secure);
    if (token !== undefined) await signIns.signOut(token);
    setCookie(response, '', 0, secure);
    sendAnswer(response, success({ signed_out: true }));
  });
  return router;
}

/** GET /api/v1/auth/me: who the credentials belong to. */
export function meRouter(): Router {
  const router = Router();
  router.get(
    '/me',
    onlyParameters(),
    route((request) => success(person(sessionOf(request)))),
  );
  return router;
}

async function credentials({ accessTokens, deviceKeys }: People, signedIn: SignedIn) {
  const { session, email, company } = signedIn;
  return {
    access_token: await accessTokens.issue(session),
    token_type: 'Bearer',
    expires_in: limits.accessTokenSeconds,
    device_key: session.secondFactorDue === true ? null : deviceKeys.of(session.userId),
    second_factor_due: session.secondFactorDue === true,
    user: {
      ...person(session),
      email,
      company_name: company.name,
      company_holidays: company.holidays,
      company_closures: company.closures,
    },
  };
}

function person(session: Session) {
  return {
    id: session.userId,
    company_id: session.companyId,
    role: session.role,
    name: session.name,
    practitioner_id: session.practitionerId,
  };
}

function refreshCookie(request: Request, secure: boolean): string | undefined {
  return parseCookie(request.get('cookie') ?? '')[cookieOf(secure).name];
}

function setCookie(response: Response, value: string, maxAge: number, secure: boolean): void {
  const cookie = {
    ...cookieOf(secure),
    value,
    maxAge,
    secure,
    httpOnly: true,
    sameSite: 'strict' as const,
  };
  response.append('Set-Cookie', stringifySetCookie(cookie));
}
