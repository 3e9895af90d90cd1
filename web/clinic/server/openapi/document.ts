import { Router } from 'express';
import { auditQuerySchema } from '../audit/router.ts';
import { onlyParameters } from '../http/express.ts';
import { limits } from '../limits.ts';
import { resources } from '../resources/all.ts';
import { schemaComponents } from './components.ts';
import {
  closedObject,
  count,
  inputSchema,
  propertiesOf,
  reference,
  text,
  type JsonSchema,
} from './json-schema.ts';
import { answer, body, errorComponents, errors, parameter, type DocumentPart } from './parts.ts';
import { resourcePaths } from './resource-paths.ts';

/** The OpenAPI 3.1 description of the API, made from the schemas that the server itself checks with. */
export function openApiDocument(): DocumentPart {
  return {
    openapi: '3.1.0',
    info: {
      title: 'Synchrone reference API',
      version: '1.0.0',
      description:
        'Layer 3 of Synchrone: what a backend promises to the mutation queue (BEHAVIOUR, section 8).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }],
    paths: { ...Object.assign({}, ...resources.map(resourcePaths)), ...otherPaths() },
    components: {
      schemas: schemaComponents(),
      responses: errorComponents(),
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
        refreshCookie: { type: 'apiKey', in: 'cookie', name: '__Host-clinic_refresh' },
      },
    },
  };
}

function otherPaths(): Readonly<Record<string, DocumentPart>> {
  return {
    '/api/v1/batch': { post: batch() },
    '/api/v1/audit': { get: audit() },
    '/api/v1/accounts': {
      get: people('listAccounts', 'The accounts of the company', {
        type: 'array',
        items: reference('Account'),
      }),
      post: people('createAccount', 'Make an account', reference('Account'), 'NewAccount'),
    },
    '/api/v1/accounts/{id}': {
      patch: people(
        'changeAccount',
        'Change, close or open one; its sign-ins end',
        reference('Account'),
        'AccountChange',
      ),
    },
    '/api/v1/company': { get: company(), patch: company('CompanyChange') },
    '/api/v1/changes': { get: changes() },
    '/api/v1/changes/stream': { get: stream() },
    '/api/v1/auth/sign-in': {
      post: account('signIn', 'Sign in', reference('Credentials'), [], {
        requestBody: body(reference('SignIn')),
      }),
    },
    '/api/v1/auth/refresh': {
      post: account('refresh', 'Exchange the refresh cookie', reference('Credentials'), [
        { refreshCookie: [] },
      ]),
    },
    '/api/v1/auth/sign-out': {
      post: account('signOut', 'Sign out', closedObject({ signed_out: { const: true } }), []),
    },
    '/api/v1/auth/me': { get: account('me', 'Who am I', reference('Person'), [{ bearer: [] }]) },
    ...ownAccountPaths(),
    '/health': {
      get: operationOf(
        'health',
        'The process runs',
        closedObject({ status: { const: 'ok' }, uptime_s: count }),
      ),
    },
    '/ready': {
      get: operationOf(
        'ready',
        'Requests can be served',
        closedObject({ status: { const: 'ready' }, database: { enum: ['embedded', 'server'] } }),
      ),
    },
  };
}

function ownAccountPaths(): Readonly<Record<string, DocumentPart>> {
  const own = (operationId: string, summary: string, data: JsonSchema, bodyName?: string) => {
    const more = bodyName === undefined ? {} : { requestBody: body(reference(bodyName)) };
    const status = operationId === 'enrolSecondFactor' ? 201 : 200;
    return {
      ...account(operationId, summary, data, [{ bearer: [] }], more),
      responses: { [status]: answer(summary, data), ...errors(413, 415, 422) },
    };
  };
  const path = '/api/v1/auth/second-factor';
  const codes = reference('RecoveryCodes');
  return {
    '/api/v1/auth/password': {
      post: own(
        'changeOwnPassword',
        'A new password; other sign-ins end',
        closedObject({ changed: { const: true } }),
        'OwnPassword',
      ),
    },
    [path]: {
      get: own('secondFactor', 'The second factor of the caller', reference('SecondFactor')),
      post: own(
        'enrolSecondFactor',
        'A secret (RFC 6238), shown once; asked for after its confirmation',
        reference('Enrolment'),
        'EnrolmentRequest',
      ),
    },
    [`${path}/confirm`]: {
      post: own(
        'confirmSecondFactor',
        'Turn it on; recovery codes, shown once',
        codes,
        'Confirmation',
      ),
    },
    [`${path}/recovery-codes`]: {
      post: own('renewRecoveryCodes', 'New recovery codes', codes, 'BothFactors'),
    },
    [`${path}/off`]: {
      post: own(
        'turnOffSecondFactor',
        'Turn it off',
        closedObject({ on: { const: false } }),
        'BothFactors',
      ),
    },
  };
}

function batch(): DocumentPart {
  const mutations = {
    type: 'array',
    items: reference('BatchEntry'),
    minItems: 1,
    maxItems: limits.batchMaxEntries,
  };
  return {
    operationId: 'batch',
    summary: 'Many changes, each confirmed or refused on its own, in order within a record',
    requestBody: body(closedObject({ mutations })),
    responses: {
      200: answer('One result per entry, in their order.', {
        type: 'array',
        items: reference('BatchResult'),
      }),
      ...errors(413, 415),
    },
  };
}

const since = parameter(
  'query',
  'since',
  text,
  'A cursor of the feed, or a list’s `change_cursor`; of several the earliest counts; without it, from now.',
);

const seconds = parameter(
  'query',
  'seconds',
  { type: 'integer', minimum: 0, maximum: 9_999_999 },
  'Without `since`: from so many seconds ago, for lists that were read then.',
);

function audit(): DocumentPart {
  const schemas = propertiesOf(inputSchema(auditQuerySchema));
  return {
    operationId: 'listAudit',
    summary: 'Who changed what, and who read which medical file; for the management, newest first',
    parameters: Object.entries(schemas).map(([name, schema]) =>
      parameter('query', name, schema, `Only entries with this \`${name}\`.`),
    ),
    responses: { 200: answer('A page of the trail.', reference('AuditPage')), ...errors(403) },
  };
}

/** For the management alone; a change carries the caller's own password. */
function people(
  operationId: string,
  summary: string,
  data: JsonSchema,
  bodyName?: 'NewAccount' | 'AccountChange',
): DocumentPart {
  const status = bodyName === 'NewAccount' ? 201 : 200;
  const list = closedObject({ accounts: data });
  return {
    operationId,
    tags: ['accounts'],
    summary,
    ...(bodyName === undefined ? {} : { requestBody: body(reference(bodyName)) }),
    ...(bodyName === 'AccountChange'
      ? { parameters: [parameter('path', 'id', text, 'The account.')] }
      : {}),
    responses: {
      [status]: answer(summary, bodyName === undefined ? list : data),
      ...errors(403, ...(bodyName === undefined ? [] : [404, 409, 413, 415, 422])),
    },
  };
}

function company(bodyName?: 'CompanyChange'): DocumentPart {
  const isChange = bodyName !== undefined;
  const summary = isChange
    ? 'Name the clinic, and say when it is closed; for the management'
    : 'The clinic of the caller';
  return {
    operationId: isChange ? 'changeCompany' : 'company',
    tags: ['accounts'],
    summary,
    ...(isChange ? { requestBody: body(reference(bodyName)) } : {}),
    responses: {
      200: answer(summary, reference('Company')),
      ...(isChange ? errors(403, 413, 415, 422) : errors()),
    },
  };
}

function changes(): DocumentPart {
  return {
    operationId: 'listChanges',
    summary: 'What has been confirmed since, by anybody in the company',
    parameters: [since, seconds],
    responses: { 200: answer('A stretch of the feed.', reference('Changes')), ...errors(410) },
  };
}

function stream(): DocumentPart {
  return {
    operationId: 'streamChanges',
    summary: 'The same, live: server-sent events named `change`, whose id is the cursor',
    parameters: [
      since,
      seconds,
      parameter('header', 'Last-Event-ID', text, 'Sent by a browser that reconnects.'),
    ],
    responses: {
      200: {
        description: 'Events until one side ends them.',
        content: { 'text/event-stream': { schema: text } },
      },
      ...errors(410),
    },
  };
}

function account(
  operationId: string,
  summary: string,
  data: JsonSchema,
  security: readonly unknown[],
  more: DocumentPart = {},
): DocumentPart {
  return {
    operationId,
    tags: ['auth'],
    summary,
    security,
    ...more,
    responses: { 200: answer(summary, data), ...errors(413, 415) },
  };
}

function operationOf(operationId: string, summary: string, data: JsonSchema): DocumentPart {
  return {
    operationId,
    tags: ['operation'],
    summary,
    security: [],
    responses: { 200: answer(summary, data), ...errors() },
  };
}

/** GET /api/v1/openapi.json, for everybody. */
export function openApiRouter(): Router {
  const router = Router();
  const document = openApiDocument();
  router.get('/openapi.json', onlyParameters(), (_request, response) => {
    response.json(document);
  });
  return router;
}
