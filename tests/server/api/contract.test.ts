import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nasty, spoiled, valid } from '../support/arbitraries.ts';
import {
  freshKey,
  startClinic,
  type Json,
  type TestAnswer,
  type TestClinic,
} from '../support/clinic.ts';
import { Contract, type Operation } from '../support/contract.ts';
import { created, sampleFor } from '../support/samples.ts';

/** The OpenAPI document and the running server say the same. */
const runs = process.env['SYNCHRONE_LONG'] === '1' ? 600 : 40;
const names = ['patients', 'appointments', 'medical-records', 'consents', 'practitioners'];
let clinic: TestClinic;
let contract: Contract;
const ids = new Map<string, string>();

beforeAll(async () => {
  clinic = await startClinic();
  contract = await Contract.of(clinic);
  for (const name of names)
    ids.set(name, await created(clinic, `/api/v1/${name}`, await sampleFor(clinic, name)));
});
afterAll(() => clinic.close());

/** An address of the document with an id: one that exists, where the samples have one. */
const fill = (path: string): string =>
  path.replace('{id}', ids.get(path.split('/')[3] ?? '') ?? randomUUID());

/** A value as the text of a query: any value at all, also one whose own `toString` is not a function. */
const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : JSON.stringify(value);

async function auditRows(): Promise<number> {
  const row = await clinic.db
    .selectFrom('audit')
    .select(sql<number>`count(*)::int`.as('n'))
    .executeTakeFirstOrThrow();
  return row.n;
}

describe('5.8 the document', () => {
  it('is OpenAPI 3.1 with working pointers and unique names', () => {
    expect(contract.document['openapi']).toBe('3.1.0');
    const pointers = [...JSON.stringify(contract.document).matchAll(/"\$ref":"([^"]+)"/g)].map(
      (match) => match[1],
    );
    expect(pointers.length).toBeGreaterThan(50);
    for (const $ref of new Set(pointers))
      expect([$ref, typeof contract.resolve({ $ref })]).toEqual([$ref, 'object']);
    const operationIds = contract.operations().map(([, , { operationId }]) => operationId);
    expect(new Set(operationIds).size).toBe(operationIds.length);
  });

  it('names only operations that exist and all that do', async () => {
    const documented = new Map<string, Set<string>>();
    for (const [method, path] of contract.operations())
      documented.set(path, (documented.get(path) ?? new Set()).add(method));
    for (const [path, methods] of documented) {
      if (path.endsWith('/stream')) continue; // never ends by itself: live-changes.test.ts
      for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
        const answer = await clinic.send(method, fill(path), method === 'GET' ? undefined : {});
        const unknown = answer.status === 405 || answer.body.error?.code === 'ROUTE_NOT_FOUND';
        expect([method, path, !unknown]).toEqual([method, path, methods.has(method)]);
      }
    }
    const served = names.flatMap((name) =>
      ['', '/{id}', '/{id}/restore'].map((rest) => `/api/v1/${name}${rest}`),
    );
    expect([...documented.keys()]).toEqual(
      expect.arrayContaining([...served, '/api/v1/batch', '/api/v1/changes']),
    );
  });
});

describe('5.8 answers', () => {
  it('are as documented through a lifetime', async () => {
    const wrong: string[] = [];
    const step = async (
      method: string,
      path: string,
      operationPath: string,
      body?: unknown,
      headers?: Record<string, string>,
    ): Promise<TestAnswer> => {
      const answer = await clinic.send(method, path, body, headers);
      const [, , operation] =
        contract.operations().find(([m, p]) => m === method && p === operationPath) ?? [];
      wrong.push(...contract.complaints(operation as Operation, answer));
      return answer;
    };
    for (const name of names) {
      const [root, own] = [`/api/v1/${name}`, `/api/v1/${name}/{id}`];
      const body = await sampleFor(clinic, name);
      const { record } = await step('POST', root, root, body, freshKey());
      const at = `${root}/${record.id}`;
      await step('GET', `${root}?limit=3`, root);
      await step('GET', `${root}?limit=1&cursor=`, root);
      await step('GET', at, own);
      await step('GET', at, own, undefined, { 'if-none-match': '"1"' });
      await step('PUT', at, own, body, { 'if-match': '"1"' });
      await step('PATCH', at, own, {}, { 'if-match': '"7"' });
      await step('DELETE', at, own, undefined, { 'if-match': '*' });
      await step('GET', at, own);
      await step('POST', `${at}/restore`, `${own}/restore`, undefined, { 'if-match': '*' });
    }
    await step('GET', '/api/v1/changes?since=1.0', '/api/v1/changes');
    await step('POST', '/api/v1/batch', '/api/v1/batch', {
      mutations: [
        {
          id: 'a',
          method: 'POST',
          path: '/api/v1/patients',
          body: await sampleFor(clinic, 'patients'),
        },
        { id: 'b', method: 'POST', path: '/api/v1/patients', body: {} },
      ],
    });
    await step('GET', '/api/v1/auth/me', '/api/v1/auth/me');
    await step('POST', '/api/v1/auth/sign-in', '/api/v1/auth/sign-in', {
      email: 'x',
      password: 'x',
    });
    await step('POST', '/api/v1/auth/sign-out', '/api/v1/auth/sign-out');
    await step('GET', '/health', '/health');
    await step('GET', '/ready', '/ready');
    expect(wrong).toEqual([]);
  });
});

describe('5: bad input', () => {
  const writes = names.flatMap((name) => [
    ['POST', `/api/v1/${name}`],
    ['PUT', `/api/v1/${name}/{id}`],
    ['PATCH', `/api/v1/${name}/{id}`],
  ]);

  it.each(writes)(
    'is answered as documented and changes nothing %s %s',
    async (method = '', path = '') => {
      const [, , operation] =
        contract.operations().find(([m, p]) => m === method && p === path) ?? [];
      const schema = contract.bodySchema(operation as Operation) as Json;
      const resolve = contract.resolve.bind(contract);
      const bodies = fc.oneof(
        { weight: 1, arbitrary: valid(schema, resolve) },
        { weight: 3, arbitrary: spoiled(schema, resolve) },
      );
      await fc.assert(
        fc.asyncProperty(bodies, async (body) => {
          const before = await auditRows();
          const answer = await clinic.send(method, fill(path), JSON.stringify(body) ?? 'null', {
            'if-match': '*',
            ...freshKey(),
          });
          expect(contract.complaints(operation as Operation, answer)).toEqual([]);
          expect(answer.status).toBeLessThan(500);
          if (answer.status >= 300) expect(await auditRows()).toBe(before);
        }),
        { numRuns: runs },
      );
    },
  );

  it('is answered as documented in queries and headers', async () => {
    const [, , operation] =
      contract.operations().find(([m, p]) => m === 'GET' && p === '/api/v1/appointments') ?? [];
    const parameters = (operation?.parameters ?? [])
      .filter((one) => one.in === 'query')
      .map(({ name }) => name);
    const headers = fc.dictionary(
      fc.constantFrom('if-match', 'accept-language', 'last-event-id', 'change-reason'),
      fc.string({ maxLength: 20 }).map((text) => text.replace(/[^\x21-\x7e]/g, 'x')),
      { maxKeys: 2 },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom(...parameters), nasty, { minKeys: 1, maxKeys: 3 }),
        headers,
        async (query, extra) => {
          const text = Object.entries(query)
            .map(
              ([name, value]) =>
                `${name}=${encodeURIComponent(textOf(value).slice(0, 500).toWellFormed())}`,
            )
            .join('&');
          const answer = await clinic.send('GET', `/api/v1/appointments?${text}`, undefined, extra);
          expect(contract.complaints(operation as Operation, answer)).toEqual([]);
          expect(answer.status).toBeLessThan(500);
        },
      ),
      { numRuns: runs * 3 },
    );
  });

  it('is survived by the batch', async () => {
    const entry = fc.record(
      {
        id: fc.string({ minLength: 1, maxLength: 5 }),
        method: fc.oneof(fc.constantFrom('POST', 'PATCH', 'DELETE'), nasty),
        path: fc.oneof(
          fc.constantFrom(...names.map((name) => `/api/v1/${name}`), fill('/api/v1/patients/{id}')),
          nasty,
        ),
        key: nasty,
        body: nasty,
        ifMatch: nasty,
      },
      { requiredKeys: ['id'], noNullPrototype: true },
    );
    const [, , operation] = contract.operations().find(([, p]) => p === '/api/v1/batch') ?? [];
    await fc.assert(
      fc.asyncProperty(fc.array(entry, { minLength: 1, maxLength: 5 }), async (mutations) => {
        const answer = await clinic.send('POST', '/api/v1/batch', { mutations });
        expect(contract.complaints(operation as Operation, answer)).toEqual([]);
        expect(answer.status).toBe(200);
        for (const result of answer.records) expect(Number(result['status'])).toBeLessThan(500);
      }),
      { numRuns: runs },
    );
  });
});
