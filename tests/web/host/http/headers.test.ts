import { describe, expect, it } from 'vitest';
import type { AppHeaders } from '../../../../web/src/types/options.js';
import { Http, HttpFailed, type HttpRequest } from '../../../../web/src/host/http/http.js';
import { Timers } from '../../../../web/src/host/browser/timers.js';
import type { WireSettings } from '../../../../web/src/host/http/request_settings.js';
import { FakePage } from '../../support/fake_page.js';
import { openPage, PATIENTS } from '../../support/open_page.js';
import { ok } from '../../support/scripted_server.js';

const ours = {
  'Content-Type': 'application/json',
  'Idempotency-Key': 'k1',
  'If-Match': '"1"',
};

/** What leaves of a request of ours when the application gives these headers. */
async function sent(headers: WireSettings['headers'], body: string | null = '{}') {
  const page = new FakePage();
  const inits: RequestInit[] = [];
  page.fetch = (_, init) => {
    inits.push(init);
    return Promise.resolve(new Response('{}'));
  };
  const http = new Http(page, new Timers(page));
  const request: HttpRequest = {
    method: 'POST',
    url: '/api/v1/patients',
    headers: ours,
    timeoutMs: 1_000,
    mutation: null,
    ...(body === null ? {} : { body }),
  };
  const settings = {
    headers,
    headersFailed: () => undefined,
    credentials: 'same-origin',
  } as WireSettings;
  const exchange = http.exchange(request, settings, () => Promise.resolve('read'));
  exchange.catch(() => undefined);
  await page.advance(2_000);
  return { exchange, headers: inits[0]?.headers as Record<string, string> | undefined };
}

const bearer = { authorization: 'Bearer T' };

describe('7.2: headers() may return whatever fetch takes', () => {
  it.each<[string, () => AppHeaders | Promise<AppHeaders>]>([
    ['an object', () => ({ Authorization: 'Bearer T' })],
    ['Headers', () => new Headers({ Authorization: 'Bearer T' })],
    ['pairs', () => [['Authorization', 'Bearer T']]],
    ['a Map', () => new Map([['Authorization', 'Bearer T']])],
    ['a promise', () => Promise.resolve(new Headers({ Authorization: 'Bearer T' }))],
  ])('%s', async (_, give) => {
    const { exchange, headers } = await sent(give);
    await expect(exchange).resolves.toBe('read');
    expect(headers).toMatchObject({ ...bearer, 'idempotency-key': 'k1', 'if-match': '"1"' });
  });

  it.each<[string, AppHeaders]>([
    ['nothing', undefined],
    ['null', null],
    ['undefined members', { Authorization: undefined, 'X-Clinic': null }],
    ['undefined values in pairs', [['Authorization', undefined]]],
  ])('%s adds nothing', async (_, given) => {
    const { exchange, headers } = await sent(() => given);
    await expect(exchange).resolves.toBe('read');
    expect(Object.keys(headers ?? {}).sort()).toEqual([
      'content-type',
      'idempotency-key',
      'if-match',
    ]);
  });

  it('the application’s own content type wins; the key and the version are the queue’s', async () => {
    const { headers } = await sent(() => ({
      'Content-Type': 'application/fhir+json',
      Accept: 'application/fhir+json',
      'idempotency-key': 'other',
      'IF-MATCH': '*',
      'X-Clinic': 7,
    }));
    expect(headers).toEqual({
      'content-type': 'application/fhir+json',
      accept: 'application/fhir+json',
      'idempotency-key': 'k1',
      'if-match': '"1"',
      'x-clinic': '7',
    });
  });

  it('a request without a body has no content type', async () => {
    const { headers } = await sent(() => ({ 'Content-Type': 'application/json' }), null);
    expect(headers).not.toHaveProperty('content-type');
  });

  it.each<[string, () => AppHeaders | Promise<AppHeaders>]>([
    [
      'throws',
      () => {
        throw new Error('no token');
      },
    ],
    ['rejects', () => Promise.reject(new Error('no token'))],
    ['never answers', () => new Promise<AppHeaders>(() => undefined)],
    ['gives what fetch refuses', () => ({ Authorization: 'a\nb' })],
    ['gives a name that is none', () => ({ 'a b': 'c' })],
  ])('where it %s nothing leaves', async (_, give) => {
    const { exchange, headers } = await sent(give);
    const failure: unknown = await exchange.catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(HttpFailed);
    expect((failure as HttpFailed).failure).toBe('blocked');
    expect(headers).toBeUndefined();
  });
});

describe('7.2: headers() that fails', () => {
  const failing = () => {
    const { page, client } = openPage();
    const codes: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
    page.server.on(`POST ${PATIENTS}`, ok({ id: 'p1' }, 201));
    return { page, client, codes };
  };

  it('is named as the reason, and what waits is sent once it works', async () => {
    const { page, client, codes } = failing();
    let works = false;
    client.queue.configure({
      headers: () => (works ? bearer : Promise.reject(new Error('no token'))),
    });
    const { mutationId, synced } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(20 * 60_000);
    expect(client.queue.explain(mutationId)).toMatchObject({
      waiting: 'unreachable',
      message: expect.stringContaining('headers()'),
    });
    expect(codes).toEqual(['HEADERS_FAILED']);
    expect(page.server.requests).toEqual([]);
    works = true;
    await page.advance(60_000);
    await expect(synced).resolves.toMatchObject({ id: 'p1' });
    expect(page.server.sent('POST')).toHaveLength(1);
  });

  it('for one change only parks it with both possible reasons', async () => {
    const { page, client, codes } = failing();
    client.queue.configure({
      headers: (mutation) => (mutation ? { 'x-reason': 'no\nheader' } : bearer),
    });
    const { mutationId } = client.mutations(PATIENTS).create({ first_name: 'Ana' });
    await page.advance(5 * 60_000);
    expect(client.queue.getEntry(mutationId)).toMatchObject({
      kind: 'blocked',
      error: { code: 'REQUEST_BLOCKED', message: expect.stringContaining('l’application') },
    });
    expect(new Set(codes)).toEqual(new Set(['HEADERS_FAILED']));
    expect(page.server.sent('POST')).toEqual([]);
  });
});

describe('3.7: a document without an origin (a sandboxed frame)', () => {
  const names = async (options: object): Promise<string[]> => {
    const { page, client } = openPage(undefined, (one) => (one.opaque = true));
    client.queue.configure({ endpoints: { [PATIENTS]: options } });
    page.server.on(`PATCH ${PATIENTS}/p1`, ok({ id: 'p1', version: 2 }));
    const previousState = { id: 'p1', first_name: 'Jean', version: 1 };
    const change = { first_name: 'Jeanne' };
    client.mutations(PATIENTS).update('p1', change, { previousState });
    await page.settle();
    return Object.keys(page.server.sent('PATCH')[0]?.headers ?? {}).sort();
  };

  it('sends no header that a preflight asks for', async () => {
    expect(await names({})).toEqual(['accept', 'content-type']);
  });

  it('sends those that the application has asked for', async () => {
    const all = ['accept', 'content-type', 'idempotency-key', 'if-match'];
    expect(await names({ idempotencyHeader: true, ifMatch: true })).toEqual(all);
  });
});
