import { Router, type Request } from 'express';
import { z } from 'zod';
import { success } from '../http/answer.ts';
import { ApiError, invalid } from '../http/api-error.ts';
import { onlyParameters, pathParameter, route, sessionOf } from '../http/express.ts';
import { jsonBody } from '../http/json-body.ts';
import { placeOf } from '../http/rate-limit.ts';
import { reference, requiredText } from '../resources/fields.ts';
import { problemsOf } from '../resources/problems.ts';
import type { CompanyAccounts } from './company-accounts.ts';
import type { OwnAccount } from './own-account.ts';
import { roles, type Session } from './session.ts';
import type { SignInGuard } from './sign-in-guard.ts';

const password = z.string().min(1).max(1000);
const name = requiredText(200);
/** The caller's own password: whoever finds an open page, or copies a token, does not know it. */
const own_password = password;

/** The body that makes an account. */
export const newAccountSchema = z.object({
  own_password,
  email: requiredText(254)
    .toLowerCase()
    .regex(/^[^\s@]+@[^\s@]+$/),
  name,
  role: z.enum(roles),
  password,
  practitioner_id: reference.nullable().optional(),
});

/** The body that changes one; a password signs the person out everywhere. */
export const accountChangeSchema = z.object({
  own_password,
  name: name.optional(),
  role: z.enum(roles).optional(),
  active: z.boolean().optional(),
  practitioner_id: reference.nullable().optional(),
  password: password.optional(),
  second_factor: z.literal(false).optional(),
});

/**
 * /api/v1/accounts: the accounts of the company, for its management. Each change asks for the caller's own password,
 * with the limits of a sign-in.
 */
export function accountsRouter(
  accounts: CompanyAccounts,
  own: OwnAccount,
  guard: SignInGuard,
): Router {
  const router = Router();
  router.use(jsonBody('10kb'));
  router.use((request, _response, next) => {
    if (sessionOf(request).role !== 'admin') throw new ApiError(403, 'FORBIDDEN');
    next();
  });
  const confirm = async (request: Request, session: Session, known: string): Promise<void> => {
    const address = await own.addressOf(session);
    await guard.attempt(address, placeOf(request), () => own.mustKnowPassword(session, known));
  };
  router.get(
    '/',
    onlyParameters(),
    route(async (request) => success({ accounts: await accounts.list(sessionOf(request)) })),
  );
  router.post(
    '/',
    route(async (request) => {
      const session = sessionOf(request);
      const { own_password: known, ...account } = parsed(newAccountSchema, request.body);
      await confirm(request, session, known);
      return success(await accounts.add(session, account), { status: 201 });
    }),
  );
  router.patch(
    '/:id',
    route(async (request) => {
      const session = sessionOf(request);
      const { own_password: known, ...change } = parsed(accountChangeSchema, request.body);
      await confirm(request, session, known);
      const id = reference.safeParse(pathParameter(request, 'id'));
      if (!id.success) throw new ApiError(404, 'NOT_FOUND');
      return success(await accounts.change(session, id.data, change));
    }),
  );
  router.all(['/', '/:id'], (request) => {
    const allow = request.path === '/' ? 'GET, HEAD, POST' : 'PATCH';
    throw new ApiError(405, 'METHOD_NOT_ALLOWED', { headers: { Allow: allow } });
  });
  return router;
}

function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body ?? {}, { reportInput: true });
  if (!result.success) throw invalid(problemsOf(result.error));
  return result.data;
}
