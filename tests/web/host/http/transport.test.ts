import { IDBFactory } from 'fake-indexeddb';
import { describe, expect, it } from 'vitest';
import type { RequestText } from 'synchrone-module';
import type { ConfigureOptions, MutationEntry } from '../../../../web/src/types/index.js';
import { Configuration } from '../../../../web/src/client/engine/configuration.js';
import { BrowserHost } from '../../../../web/src/host/browser_host.js';
import { FakePage } from '../../support/fake_page.js';
import { indexedDbRests } from '../../support/indexed_db.js';
import { PATIENTS } from '../../support/open_page.js';
import { ok, type ScriptedAnswer } from '../../support/scripted_server.js';

const entry = { id: 'm1', entity: 'local', companyId: null, reason: 'why' } as MutationEntry;
const request: RequestText = {
  attempt: 7,
  mutation: 'm1',
  resource: PATIENTS,
  operation: 'create',
  method: 'POST',
  url: PATIENTS,
  body: '{"id":"local","first_name":"Ana"}',
  idempotencyKey: 'key-1',
  ifMatch: '"3"',
};

/** A host with these options, and what it reports to the engine. */
function hostWith(options: ConfigureOptions = {}) {
  const page = new FakePage();
  page.server.clock = () => NaN;
  const configuration = new Configuration(
    () => page.origin(),
    () => [],
  );
  configuration.configure(options);
  const host = new BrowserHost(page, () => configuration.wireSettings(() => entry));
  const received: unknown[][] = [];
  const record =
    (name: string) =>
    (...args: unknown[]): void => {
      received.push([name, ...args]);
    };
  host.open({
    answered: (answers) => {
      for (const { attempt, status, meta, body } of answers)
        received.push(['response', attempt, status, JSON.parse(meta), body]);
    },
    transportFailed: (attempts, failure) =>
      received.push(...attempts.map((attempt) => ['failed', attempt, failure])),
    batchUnusable: record('unusable'),
    verified: record('verified'),
    probeAnswered: record('probe'),
    callbackThrew: record('threw'),
    timer: record('timer'),
    leadership: record('leadership'),
    tabMessage: record('message'),
    eventsReady: record('events'),
    connectivity: record('connectivity'),
    storageChanged: record('storage'),
    wouldLoseWork: () => false,
    hasWork: () => false,
    isSending: () => false,
    unsendable: () => [],
    canSend: () => false,
    storageReplaced: () => undefined,
    storageWritten: () => undefined,
    returned: () => undefined,
    isHere: () => true,
  });
  const send = async (change: Partial<RequestText> = {}): Promise<unknown[][]> => {
    host.ports.send(JSON.stringify({ ...request, entity: 'local', ...change }));
    await page.settle();
    return received;
  };
  return { page, host, received, send, server: page.server };
}

const json = { contentType: 'application/json', sameOrigin: true };
const FOREIGN = 'https://api.example/patients';

describe('7.2: a request of an engine that was replaced', () => {
  it.each<[string, ScriptedAnswer]>([
    ['its answer', ok({ id: 's1' }, 201)],
    ['its failure', 'network-error'],
  ])('is made, and %s is dropped: attempt numbers begin again', async (_, answer) => {
    const { server, host, page, received } = hostWith();
    server.on(`POST ${PATIENTS}`, answer);
    server.holding = true;
    host.ports.send(JSON.stringify(request));
    await page.settle();
    host.ports.forgetEngine();
    server.release();
    await page.settle();
    expect(server.requests).toHaveLength(1);
    expect(received).toEqual([]);
  });

  it('does not leave when it has not left yet', async () => {
    const { server, host, page, received } = hostWith();
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    host.ports.send(JSON.stringify(request));
    host.ports.forgetEngine();
    await page.settle();
    expect([server.requests, received]).toEqual([[], []]);
  });
});

describe('6.1: a request of a tab that is not the leader any more', () => {
  it('does not leave, and the tab is notified that it is not the leader', async () => {
    const { server, host, page, received } = hostWith();
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    host.ports.requestLeadership('alice');
    await page.settle();
    const stored = page.browser.storage.values;
    const leader = [...stored.keys()].find((key) => key.startsWith('synchrone:sender:'));
    stored.set(leader ?? '', 'another tab');
    host.ports.send(JSON.stringify(request));
    await page.settle();
    expect(server.requests).toEqual([]);
    expect(received.slice(0, 2)).toEqual([
      ['leadership', true],
      ['leadership', false],
    ]);
  });
});

describe('3.12: a request that only its recorded attempt keeps from being doubled', () => {
  /** Promises go on; no task of IndexedDB runs. */
  const promisesGoOn = async (): Promise<void> => {
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
  };

  it.each<[string, Partial<RequestText>, number]>([
    ['with a key that is honoured', { idempotencyKey: 'key-1', keyHonoured: true }, 1],
    ['with a key', { idempotencyKey: 'key-1' }, 0],
    ['without one', {}, 0],
  ])('%s leaves before IndexedDB has the attempt: %o %i', async (_, key, sent) => {
    const { server, host, page } = hostWith();
    page.browser.indexedDb = new IDBFactory();
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    host.ports.put('synchrone:1:-/-:s:tab:1', 'the attempt');
    host.ports.send(JSON.stringify({ ...request, ...key }));
    await promisesGoOn();
    expect(server.requests).toHaveLength(sent);
    await indexedDbRests();
    expect(server.requests).toHaveLength(1);
  });
});

describe('a request', () => {
  it("leaves with the queue's headers after the call", async () => {
    const { server, host, page, received } = hostWith();
    server.on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201));
    host.ports.send(JSON.stringify(request));
    expect(server.requests).toEqual([]);
    await page.settle();
    expect(server.requests).toEqual([
      {
        method: 'POST',
        url: PATIENTS,
        body: { id: 'local', first_name: 'Ana' },
        headers: {
          accept: 'application/json',
          'content-type': 'application/json',
          'idempotency-key': 'key-1',
          'if-match': '"3"',
        },
      },
    ]);
    expect(received).toEqual([['response', 7, 201, json, '{"success":true,"data":{"id":"s1"}}']]);
  });

  it('has no body and no Content-Type where there is none', async () => {
    const { server, send } = hostWith();
    server.on(`DELETE ${PATIENTS}/p1`, { status: 204 });
    const { idempotencyKey: _, ifMatch: __, ...bare } = request;
    await send({
      ...bare,
      method: 'DELETE',
      operation: 'delete',
      url: `${PATIENTS}/p1`,
      body: '',
      idempotencyKey: undefined as never,
      ifMatch: undefined as never,
    });
    expect(server.requests[0]?.headers).toEqual({ accept: 'application/json' });
    expect(server.requests[0]?.body).toBeUndefined();
  });

  it("7.2: goes under the base URL with the application's headers asked at send time", async () => {
    const seen: unknown[] = [];
    const headers = async (mutation: MutationEntry | null): Promise<Record<string, string>> => {
      seen.push(mutation);
      return { Authorization: 'Bearer t', 'idempotency-KEY': 'not yours' };
    };
    const { server, send } = hostWith({ baseUrl: 'https://api.example/v2/', headers });
    server.on(`POST https://api.example/v2${PATIENTS}`, ok({ id: 's1' }, 201));
    await send();
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer t',
      'idempotency-key': 'key-1',
    });
    expect(seen).toEqual([entry]);
  });

  it('headers that cannot be had block it', async () => {
    const { server, send } = hostWith({ headers: () => Promise.reject(new Error('no token')) });
    expect(await send()).toEqual([['failed', 7, 'blocked']]);
    expect(server.requests).toEqual([]);
  });

  it('7.1: carries the company on creates that name none', async () => {
    const { server, send } = hostWith({ companyId: 'clinic-123' });
    server
      .on(`POST ${PATIENTS}`, ok({ id: 's1' }, 201))
      .on(`PATCH ${PATIENTS}/p1`, ok({ id: 'p1' }));
    await send();
    await send({ body: '{"id":"x","company_id":"own"}' });
    await send({ operation: 'update', method: 'PATCH', url: `${PATIENTS}/p1`, body: '{"a":1}' });
    expect(server.requests.map(({ body }) => body)).toEqual([
      { id: 'local', first_name: 'Ana', company_id: 'clinic-123' },
      { id: 'x', company_id: 'own' },
      { a: 1 },
    ]);
  });

  it('2.2: is shaped by toServer and its answer by fromServer', async () => {
    const about: unknown[] = [];
    const { server, send } = hostWith({
      endpoints: {
        [PATIENTS]: {
          toServer: (record, detail) => {
            about.push(detail);
            return { name: record['first_name'] };
          },
          fromServer: (record) => ({ id: record['id'], first_name: record['name'] }),
        },
      },
    });
    server.on(`POST ${PATIENTS}`, { status: 201, body: { id: 's1', name: 'Ana' } });
    expect(await send()).toEqual([
      ['response', 7, 201, json, '{"success":true,"data":{"id":"s1","first_name":"Ana"}}'],
    ]);
    expect(server.requests[0]?.body).toEqual({ name: 'Ana' });
    expect(about).toEqual([{ operation: 'create', id: 'local' }]);
  });

  it.each([
    ['data', { data: { id: 'p1', name: 'x' } }, { data: { id: 'p1', first_name: 'x' } }],
    [
      'error.details.current',
      { error: { details: { current: { id: 'p1', name: 'x' } } } },
      { error: { details: { current: { id: 'p1', first_name: 'x' } } } },
    ],
  ])('the current record of a conflict too is shaped %s', async (_, body, shaped) => {
    const fromServer = (record: Record<string, unknown>): object => ({
      id: record['id'],
      first_name: record['name'],
    });
    const { server, send } = hostWith({
      endpoints: { [PATIENTS]: { fromServer: fromServer as never } },
    });
    server.on(`POST ${PATIENTS}`, { status: 409, body });
    expect((await send())[0]?.[4]).toBe(JSON.stringify(shaped));
  });

  it('a toServer that throws sends nothing and parks the entry', async () => {
    const { server, send } = hostWith({
      endpoints: {
        [PATIENTS]: {
          toServer: () => {
            throw new Error('bug');
          },
        },
      },
    });
    const [received] = await send();
    expect(received?.slice(0, 4)).toEqual([
      'response',
      7,
      400,
      { contentType: 'application/json', outcome: 'refused' },
    ]);
    expect(received?.[4]).toContain('TRANSFORM_FAILED');
    expect(server.requests).toEqual([]);
  });

  it('a fromServer that throws does not turn a success into a failure', async () => {
    const { server, send } = hostWith({
      endpoints: {
        [PATIENTS]: {
          fromServer: () => {
            throw new Error('bug');
          },
        },
      },
    });
    server.on(`POST ${PATIENTS}`, ok({ id: 's1', name: 'x' }, 201));
    expect(await send()).toEqual([
      ['threw', PATIENTS],
      ['response', 7, 201, json, '{"success":true,"data":{"id":"s1"}}'],
    ]);
  });

  it('4: classify decides over the table', async () => {
    const { server, send } = hostWith({
      endpoints: {
        [PATIENTS]: {
          classify: ({ method, status, header, body }) =>
            method === 'POST' &&
            status === 500 &&
            header('X-Kind') === 'final' &&
            (body as { code: string }).code === 'DUP'
              ? 'refused'
              : undefined,
        },
      },
    });
    server.on(
      `POST ${PATIENTS}`,
      { status: 500, body: { code: 'DUP' }, headers: { 'x-kind': 'final' } },
      { status: 500, body: 'text' },
    );
    await send();
    const received = await send();
    expect(received.map((line) => line[3])).toEqual([{ ...json, outcome: 'refused' }, json]);
  });
});

describe('an answer', () => {
  it('brings the headers that matter', async () => {
    const { server, send } = hostWith();
    server.on(`POST ${PATIENTS}`, {
      status: 503,
      body: '',
      headers: {
        etag: '"4"',
        location: '/x/9',
        'retry-after': '7',
        date: 'Tue, 14 Nov 2023 22:13:20 GMT',
        'content-type': 'text/plain',
      },
    });
    expect((await send())[0]?.slice(2)).toEqual([
      503,
      {
        contentType: 'text/plain',
        sameOrigin: true,
        etag: '"4"',
        location: '/x/9',
        retryAfter: '7',
        date: 1_700_000_000_000,
      },
      '',
    ]);
  });

  const html = { 'content-type': 'text/html; charset=utf-8' };
  const led: [string, ScriptedAnswer, object][] = [
    [
      'to a login page here',
      {
        status: 200,
        body: '<html>',
        headers: html,
        redirected: true,
        url: 'https://clinic.example/login',
      },
      { redirectedTo: '/login', sameOrigin: true },
    ],
    [
      'to a portal elsewhere',
      { status: 200, body: {}, redirected: true, url: 'https://portal.example/' },
      { redirectedTo: 'https://portal.example/', sameOrigin: false },
    ],
    [
      'a POST turned into a GET',
      { status: 200, body: [], redirected: true, url: 'https://clinic.example/x/' },
      { redirectedTo: '/x/', sameOrigin: true },
    ],
  ];
  it.each(led)('4: says where a redirect led: %s', async (_, answer, meta) => {
    const { server, send } = hostWith();
    server.on(`POST ${PATIENTS}`, answer);
    expect((await send())[0]?.[3]).toMatchObject(meta);
  });

  it('says so of a redirect that carried the POST on, too', async () => {
    const { server, send } = hostWith();
    server.on(`POST ${PATIENTS}`, {
      status: 201,
      body: { id: 's1' },
      redirected: true,
      url: `https://clinic.example${PATIENTS}/`,
    });
    expect((await send())[0]?.[3]).toEqual({ ...json, redirectedTo: `${PATIENTS}/` });
  });

  it('of a page only the beginning is kept', async () => {
    const { server, send } = hostWith();
    server.on(`POST ${PATIENTS}`, {
      status: 502,
      body: `<html>${'x'.repeat(100_000)}`,
      headers: html,
    });
    expect((await send())[0]?.[4]).toHaveLength(4096);
  });

  it('none is a failure of the network, and after the time limit a timeout', async () => {
    const { server, page, send, received } = hostWith({ timeoutMs: 5_000 });
    expect(await send()).toEqual([['failed', 7, 'network']]);
    server.on(`POST ${PATIENTS}`, 'never');
    await send();
    await page.advance(4_999);
    expect(received).toHaveLength(1);
    await page.advance(1);
    expect(received[1]).toEqual(['failed', 7, 'timeout']);
    expect(page.armed()).toEqual([]);
  });

  it("what the page's CSP forbids is blocked", async () => {
    const { page, send } = hostWith({ baseUrl: 'https://api.example' });
    page.signal('document', 'securitypolicyviolation', {
      effectiveDirective: 'img-src',
      blockedURI: 'https://api.example',
    });
    expect((await send()).at(-1)).toEqual(['failed', 7, 'network']);
    page.signal('document', 'securitypolicyviolation', {
      effectiveDirective: 'connect-src',
      blockedURI: `https://api.example${PATIENTS}`,
    });
    expect((await send()).at(-1)).toEqual(['failed', 7, 'blocked']);
  });
});

describe('a probe', () => {
  it('is a cheap read that answers with status and kind of page', async () => {
    const { server, host, page, received } = hostWith({ headers: () => ({ Authorization: 't' }) });
    server.on(
      `HEAD ${PATIENTS}`,
      { status: 405 },
      { status: 200, headers: { 'content-type': 'text/html' } },
      'network-error',
    );
    for (let i = 0; i < 3; i += 1) {
      host.ports.probe(PATIENTS);
      await page.settle();
    }
    expect(received).toEqual([
      ['probe', PATIENTS, 405, false],
      ['probe', PATIENTS, 200, true],
      ['probe', PATIENTS, 0, false],
    ]);
    expect(server.requests[0]).toMatchObject({ method: 'HEAD', headers: { authorization: 't' } });
  });

  it('is given up after ten seconds', async () => {
    const { server, host, page, received } = hostWith();
    server.on(`HEAD ${PATIENTS}`, 'never');
    host.ports.probe(PATIENTS);
    await page.advance(10_000);
    expect(received).toEqual([['probe', PATIENTS, 0, false]]);
  });
});

describe('3.12a: a request that the browser keeps from leaving', () => {
  /** An API that answers plain requests; those with our headers fail their preflight. */
  const api = (isAllowed: (headers: Record<string, string>) => boolean) => {
    const open = hostWith({ origins: ['https://api.example'] });
    const answer: ScriptedAnswer = ({ headers }) =>
      isAllowed(headers) ? { status: 200, body: { id: 's1' } } : 'network-error';
    open.server.on(`POST ${FOREIGN}`, answer).on(`HEAD ${FOREIGN}`, answer);
    return open;
  };
  const there = { resource: FOREIGN, url: FOREIGN };

  it('is reported as blocked where its headers are refused', async () => {
    const { send } = api((headers) => !('idempotency-key' in headers));
    expect(await send(there)).toEqual([['failed', 7, 'blocked']]);
  });

  it('is reported as without an answer where nothing is answered', async () => {
    const { send, server } = api(() => false);
    expect(await send(there)).toEqual([['failed', 7, 'network']]);
    expect(server.sent('HEAD')).toHaveLength(2);
  });

  it('is reported as without an answer where its headers are allowed', async () => {
    const { send, server } = api(() => true);
    server.on(`POST ${FOREIGN}`, 'network-error');
    expect(await send(there)).toEqual([['failed', 7, 'network']]);
  });

  it('is not asked about once a request of its kind was answered, nor on the own origin', async () => {
    const { send, server } = api(() => true);
    await send(there);
    server.on(`POST ${FOREIGN}`, 'network-error').on(`POST ${PATIENTS}`, 'network-error');
    await send(there);
    await send();
    expect(server.sent('HEAD')).toEqual([]);
  });
});
