import { Router, type Request } from 'express';
import { z } from 'zod';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { onlyParameters, route, sessionOf } from '../http/express.ts';
import { jsonBody } from '../http/json-body.ts';
import { placeOf } from '../http/rate-limit.ts';
import { neverTransformed } from '../http/security.ts';
import { problemsOf } from '../resources/problems.ts';
import type { OwnAccount } from './own-account.ts';
import { isDemanded, type SecondFactorGroup } from './second-factor.ts';
import type { Session } from './session.ts';
import type { SignInGuard } from './sign-in-guard.ts';

const password = z.string().min(1).max(1000);
/** The caller's own password: whoever finds an open page, or copies a token, does not know it. */
const own_password = password;
/** Six digits of the application, or a recovery code. */
export const secondFactorCode = z.string().min(1).max(50);

/** The body of a new password. */
export const ownPasswordSchema = z.object({ own_password, password });
/** The body that asks for a secret. */
export const enrolmentSchema = z.object({ own_password });
/** The body that proves the possession of the secret. */
export const confirmationSchema = z.object({ code: secondFactorCode });
/** The body of what needs both factors. */
export const bothFactorsSchema = z.object({ own_password, code: secondFactorCode });

/**
 * /api/v1/auth/password and /api/v1/auth/second-factor: a person's own. The password and the codes have the limits of a
 * sign-in.
 */
export function ownAccountRouter(
  own: OwnAccount,
  guard: SignInGuard,
  demandedOf: readonly SecondFactorGroup[],
): Router {
  const router = Router();
  router.use(neverTransformed, jsonBody('10kb'));
  const known = async (request: Request, session: Session, word: string): Promise<void> => {
    const address = await own.addressOf(session);
    await guard.attempt(address, placeOf(request), () => own.mustKnowPassword(session, word));
  };
  router.post(
    '/password',
    route(async (request) => {
      const session = sessionOf(request);
      const given = parsed(ownPasswordSchema, request.body);
      await known(request, session, given.own_password);
      await own.setPassword(session, given.password);
      return success({ changed: true });
    }),
  );
  router.get(
    '/second-factor',
    onlyParameters(),
    route(async (request) => {
      const session = sessionOf(request);
      const demanded = isDemanded(demandedOf, session);
      return success({ ...(await own.secondFactor(session)), demanded });
    }),
  );
  router.post(
    '/second-factor',
    route(async (request) => {
      const session = sessionOf(request);
      await known(request, session, parsed(enrolmentSchema, request.body).own_password);
      return success(await own.enrol(session), { status: 201 });
    }),
  );
  router.post(
    '/second-factor/confirm',
    route(async (request) => {
      const session = sessionOf(request);
      const { code } = parsed(confirmationSchema, request.body);
      const codes = await guard.attemptCode(session.userId, () => own.confirm(session, code));
      return success({ recovery_codes: codes });
    }),
  );
  router.post(
    '/second-factor/recovery-codes',
    route(async (request) => {
      const session = sessionOf(request);
      const given = parsed(bothFactorsSchema, request.body);
      await known(request, session, given.own_password);
      const renew = () => own.renewRecoveryCodes(session, given.code);
      return success({ recovery_codes: await guard.attemptCode(session.userId, renew) });
    }),
  );
  router.post(
    '/second-factor/off',
    route(async (request) => {
      const session = sessionOf(request);
      const given = parsed(bothFactorsSchema, request.body);
      await known(request, session, given.own_password);
      await guard.attemptCode(session.userId, () => own.turnOff(session, given.code));
      return success({ on: false });
    }),
  );
  const only = (path: string, allow: string) =>
    router.all(path, () => {
      throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: allow } });
    });
  only('/second-factor', 'GET, HEAD, POST');
  for (const path of ['confirm', 'recovery-codes', 'off']) only(`/second-factor/${path}`, 'POST');
  only('/password', 'POST');
  return router;
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body ?? {}, { reportInput: true });
  if (!result.success) throw invalid(problemsOf(result.error));
  return result.data;
}
