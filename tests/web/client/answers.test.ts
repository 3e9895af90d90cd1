import { describe, expect, it } from 'vitest';
import { SyncMutationError } from '../../../web/src/types/errors.js';
import type { EndpointOptions, ResourceMutations } from '../../../web/src/types/index.js';
import { IdAliases } from '../../../web/src/client/views/id_aliases.js';
import { FakeBrowser } from '../support/fake_page.js';
import { type OpenPage, PATIENTS, openPage } from '../support/open_page.js';
import type { ScriptedAnswer } from '../support/scripted_server.js';

const APPOINTMENTS = '/api/v1/appointments';

interface Page extends OpenPage {
  calls: ResourceMutations;
  rows: () => readonly object[];
  sent: (method: string) => string[];
}

function pageWith(rows: object[] = [], options: EndpointOptions = {}, browser?: FakeBrowser): Page {
  const open = openPage(browser);
  const store = open.client.resource(PATIENTS, options);
  store.setConfirmed(rows as never);
  const { server } = open.page;
  server.on(`HEAD ${PATIENTS}`, { status: 200 });
  return {
    ...open,
    calls: open.client.mutations(PATIENTS),
    rows: () => store.getRows(),
    sent: (method) => server.sent(method).map(({ url }) => url),
  };
}

const json = (body: string, status = 200): ScriptedAnswer => ({ status, body });
const p1 = { id: 'p1', name: 'Jean', version: 3 };

describe('ids keep their text from the wire to the wire (BEHAVIOUR 3.5a)', () => {
  it.each(['9007199254740993', '12.0', '1e400', '-7', '0'])('%s', async (id) => {
    const { page, calls, sent, rows, client } = pageWith();
    page.server.on(`POST ${PATIENTS}`, json(`{"success":true,"data":{"id":${id}}}`, 201));
    page.server.onPrefix(`${PATIENTS}/`, { status: 204 });
    const created = calls.create({ name: 'Ana' });
    await page.settle();
    const record = await created;
    expect(String(record['id'])).toBe(id);
    void calls.update(record['id'] as string, { phone: '1' });
    await page.settle();
    expect(sent('PATCH')).toEqual([`${PATIENTS}/${id}`]);
    expect(rows()).toHaveLength(1);
    expect(client.queue.resolveId(created.record['id'] as string)).toBe(id);
  });

  it('a list shows the same id as the answer to the create', async () => {
    const { page, calls, rows, client } = pageWith();
    const row = '{"id":9007199254740993,"name":"Ana"}';
    page.server.on(`POST ${PATIENTS}`, json(row, 201));
    page.server.on(`GET ${PATIENTS}`, json(`[${row}]`));
    void calls.create({ name: 'Ana' });
    await page.settle();
    await client.resource(PATIENTS).load();
    expect(rows()).toEqual([{ id: '9007199254740993', name: 'Ana' }]);
  });
});

describe('an answer is what its content says (BEHAVIOUR 4)', () => {
  const html = { 'content-type': 'text/html; charset=UTF-8' };

  it('JSON labelled HTML confirms, is read as a list, and answers a probe', async () => {
    const { page, calls, client } = pageWith([], { idempotencyHeader: true });
    const body = '{"success":true,"data":{"id":"php-1","name":"Ana"}}';
    page.server.on(`POST ${PATIENTS}`, 'network-error', { status: 200, body, headers: html });
    page.server.on(`HEAD ${PATIENTS}`, { status: 200, headers: html });
    page.server.on(`GET ${PATIENTS}`, {
      status: 200,
      body: '{"data":[{"id":"php-1"}]}',
      headers: html,
    });
    const created = calls.create({ name: 'Ana' });
    await page.advance(3_000);
    await expect(created.synced).resolves.toMatchObject({ id: 'php-1' });
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(2);
    const store = client.resource(PATIENTS);
    await store.load();
    expect(store.getState().error).toBeNull();
  });

  it('a page is none of the API: a person may have to sign in elsewhere', async () => {
    const { page, calls, client } = pageWith();
    const portal = { status: 200, body: '<html>Wi-Fi</html>', headers: html };
    page.server.on(`POST ${PATIENTS}`, portal);
    page.server.on(`HEAD ${PATIENTS}`, portal);
    page.server.on(`GET ${PATIENTS}`, portal);
    const created = calls.create({ name: 'Ana' });
    await page.settle();
    expect(client.queue.getSnapshot()).toMatchObject({
      waiting: 'unreachable',
      signInElsewhere: true,
    });
    expect(client.queue.explain(created.mutationId)?.message).not.toBe(
      client.sentence('waiting.unreachable'),
    );
    await page.advance(3_000);
    expect(client.queue.getSnapshot().signInElsewhere).toBe(true);
  });

  it('a redirect without the record says where it led, in words', async () => {
    const { page, calls } = pageWith();
    page.server.on(`POST ${PATIENTS}`, {
      ...(json('[]') as object),
      status: 200,
      redirected: true,
      url: `https://clinic.example${PATIENTS}/`,
    });
    const created = calls.create({ name: 'Ana' });
    await page.settle();
    const error: unknown = await created.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'UNCERTAIN' });
    expect((error as Error).message).toContain(`${PATIENTS}/`);
  });

  it.each([
    '{"errors":[{"message":"no"}],"data":null}',
    '{"ok":false,"message":"no"}',
    '{"status":"error","message":"no"}',
    '{"success":"false","error":"no"}',
  ])('%s with 200 is a refusal', async (body) => {
    const { page, calls, rows } = pageWith([p1]);
    page.server.on(`PATCH ${PATIENTS}/p1`, json(body));
    const promise = calls.update('p1', { name: 'Jeanne' });
    await page.settle();
    await expect(promise).rejects.toThrow('no');
    expect(rows()).toEqual([p1]);
  });

  it('details as text are shown', async () => {
    const { page, calls } = pageWith([p1]);
    const body = '{"error":{"code":"V","message":"Validation Error","details":"phone is invalid"}}';
    page.server.on(`PATCH ${PATIENTS}/p1`, json(body, 400));
    const promise = calls.update('p1', { phone: 'x' });
    await page.settle();
    await expect(promise).rejects.toThrow('Validation Error: phone is invalid');
  });

  it('unwrap finds the record, in an answer and in a read', async () => {
    const unwrap = (body: unknown): object | undefined => (body as { result?: object }).result;
    const { page, calls, rows } = pageWith([p1], { unwrap });
    page.server.on(
      `PATCH ${PATIENTS}/p1`,
      json('{"id":"request","result":{"id":"p1","name":"JEANNE","version":4}}'),
      json('{}', 409),
    );
    page.server.on(`GET ${PATIENTS}/p1`, json('{"result":{"id":"p1","name":"Zoé","version":9}}'));
    void calls.update('p1', { name: 'Jeanne' });
    await page.settle();
    expect(rows()).toEqual([{ id: 'p1', name: 'JEANNE', version: 4 }]);
    void calls.update('p1', { name: 'Luc' });
    await page.settle();
    expect(rows()).toEqual([{ id: 'p1', name: 'Zoé', version: 9 }]);
  });

  it('a word of classify that is not an outcome leaves it to the table', async () => {
    const classify = (): never => 'ok' as never;
    const { page, calls, client } = pageWith([p1], { classify });
    const received: unknown[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => received.push(code));
    page.server.on(`PATCH ${PATIENTS}/p1`, json('{"id":"p1","version":4}'));
    const promise = calls.update('p1', { name: 'Jeanne' });
    await page.settle();
    await expect(promise).resolves.toMatchObject({ version: 4 });
    expect(received).toContain('TRANSFORM_FAILED');
  });
});

describe('a record decides what its answer means (BEHAVIOUR 2.2, 4)', () => {
  it('an edit of a record that is gone is refused, and changes no route', async () => {
    const others = ['p2', 'p3'].map((id) => ({ id, name: id, allergies: 'penicillin' }));
    const { page, calls, rows } = pageWith([p1, ...others]);
    page.server.on(`PATCH ${PATIENTS}/p1`, json('{"id":"p1","phone":"1"}'));
    page.server.on(`PATCH ${PATIENTS}/p2`, { status: 404 });
    page.server.on(`GET ${PATIENTS}/p2`, { status: 404 });
    page.server.on(`PATCH ${PATIENTS}/p3`, json('{"id":"p3","phone":"3"}'));
    void calls.update('p1', { phone: '1' });
    await page.settle();
    const gone = calls.update('p2', { phone: '2' });
    await page.settle();
    await expect(gone).rejects.toMatchObject({ status: 404 });
    void calls.update('p3', { phone: '3' });
    await page.settle();
    expect(page.server.sent('PUT')).toEqual([]);
    expect(rows().map((row) => (row as { id: string }).id)).toEqual(['p1', 'p3']);
    expect(rows()[1]).toMatchObject({ allergies: 'penicillin', phone: '3' });
  });

  it('a read that shows another record says nothing of this one', async () => {
    const { page, calls, rows } = pageWith([p1]);
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 404 });
    page.server.on(`GET ${PATIENTS}/p1`, json('{"id":"p2","name":"Somebody else"}'));
    void calls.update('p1', { phone: '1' });
    await page.settle();
    expect(page.server.sent('PUT')).toEqual([]);
    expect(rows()).toEqual([{ ...p1, phone: '1' }]);
  });

  it('the page of a proxy does not say that a record is gone', async () => {
    const { page, calls, rows } = pageWith([p1]);
    const headers = { 'content-type': 'text/html' };
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 409 });
    page.server.on(`GET ${PATIENTS}/p1`, { status: 404, body: '<html>', headers });
    void calls.update('p1', { phone: '1' });
    await page.settle();
    expect(rows()).toHaveLength(1);
  });

  it('a delete that others stand in the way of is refused in their words', async () => {
    const { page, calls, rows } = pageWith([p1]);
    const body = '{"error":{"code":"CONFLICT","message":"Still referenced"}}';
    page.server.on(`DELETE ${PATIENTS}/p1`, json(body, 409));
    page.server.on(`GET ${PATIENTS}/p1`, json(JSON.stringify(p1)));
    const deleted = calls.delete('p1');
    expect(rows()).toEqual([]);
    await page.settle();
    const error: unknown = await deleted.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SyncMutationError);
    expect((error as Error).message).toBe('Still referenced');
    expect(rows()).toEqual([p1]);
  });

  it('what is read already may be older than the question: it is read again', async () => {
    const { page, calls, rows } = pageWith([p1]);
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 409 }, { status: 409 });
    let version = 3;
    page.server.on(`GET ${PATIENTS}/p1`, () =>
      json(JSON.stringify({ ...p1, version: (version += 1) })),
    );
    void calls.update('p1', { name: 'A' });
    await page.settle();
    expect(rows()).toEqual([{ ...p1, version: 4 }]);
  });
});

describe('where an id comes from (BEHAVIOUR 3.5a)', () => {
  it('an update that answers with another id leaves one row', async () => {
    const { page, calls, rows, client, sent } = pageWith([{ id: 'obs-1', value: 1 }]);
    page.server.on(`PATCH ${PATIENTS}/obs-1`, json('{"id":"obs-2","value":2}'));
    page.server.on(`PATCH ${PATIENTS}/obs-2`, json('{"id":"obs-3","value":3}'));
    page.server.on(`PATCH ${PATIENTS}/obs-3`, json('{"id":"obs-3","value":4}'));
    for (const gone of ['obs-1', 'obs-2'])
      page.server.on(`GET ${PATIENTS}/${gone}`, { status: 404 });
    void calls.update('obs-1', { value: 2 });
    void calls.update('obs-1', { value: 3 });
    await page.settle();
    expect(rows()).toEqual([{ id: 'obs-3', value: 3 }]);
    void calls.update('obs-1', { value: 4 });
    await page.settle();
    expect(rows()).toEqual([{ id: 'obs-3', value: 4 }]);
    expect(sent('PATCH').map((url) => url.slice(-5))).toEqual(['obs-1', 'obs-2', 'obs-3']);
    expect(client.queue.resolveId('obs-1')).toBe('obs-3');
  });

  it('what needs a record without a name waits, also after a reload', async () => {
    const browser = new FakeBrowser();
    const { page, calls, client } = pageWith([], {}, browser);
    page.server.on(`POST ${PATIENTS}`, { status: 201 });
    page.server.on(`POST ${APPOINTMENTS}`, json('{"id":"a1"}', 201));
    const created = calls.create({ name: 'Ana' });
    await page.settle();
    const local = created.record['id'] as string;
    const edited = calls.update(local, { phone: '1' });
    const booked = client.mutations(APPOINTMENTS).create({ patient_id: local });
    await page.settle();
    for (const waiting of [edited, booked]) {
      await expect(waiting).rejects.toMatchObject({
        mutation: { error: { code: 'MISSING_SERVER_ID' } },
      });
    }
    const later = pageWith([], {}, browser);
    const again = later.calls.update(local, { phone: '2' });
    await later.page.settle();
    await expect(again).rejects.toMatchObject({
      mutation: { error: { code: 'MISSING_SERVER_ID' } },
    });
    // Reads apart: both pages have one server.
    expect(page.server.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
  });

  it('with clientIds our id is the record’s', async () => {
    const { page, calls, sent } = pageWith([], { clientIds: true });
    page.server.on(`POST ${PATIENTS}`, { status: 201 });
    page.server.onPrefix(`${PATIENTS}/`, { status: 204 });
    const created = calls.create({ name: 'Ana' });
    const local = created.record['id'] as string;
    void calls.update(local, { phone: '1' });
    await page.settle();
    expect(sent('PATCH')).toEqual([`${PATIENTS}/${local}`]);
  });

  it('no chain of names is a circle', () => {
    const ids = new IdAliases();
    ids.rename('12', 'local');
    ids.rename('local', '12');
    expect(ids.canonical('local')).toBe('12');
    expect(ids.canonical('12')).toBe('12');
    ids.rename('12', ids.canonical('local'));
    expect(ids.canonical('local')).toBe('12');
    ids.rename('12', '13');
    expect(ids.canonical('local')).toBe('13');
  });
});

describe('waits that the server asks for (BEHAVIOUR 4)', () => {
  it('a Retry-After of nothing asks a few times in three seconds', async () => {
    const { page, calls, sent } = pageWith([p1]);
    const headers = { 'retry-after': '0' };
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 429, headers });
    void calls.update('p1', { phone: '1' });
    await page.advance(3_500);
    expect(sent('PATCH').length).toBeLessThanOrEqual(3);
  });

  it('a date is one of the server’s clock, whatever the device’s says', async () => {
    for (const skew of [-3_600_000, 3_600_000]) {
      const { page, calls, sent } = pageWith([p1]);
      const at = page.now() + skew;
      const headers = {
        date: new Date(at).toUTCString(),
        'retry-after': new Date(at + 4_000).toUTCString(),
      };
      page.server.on(`PATCH ${PATIENTS}/p1`, { status: 429, headers }, json('{"id":"p1"}'));
      void calls.update('p1', { phone: '1' });
      await page.advance(3_900);
      expect(sent('PATCH')).toHaveLength(1);
      await page.advance(200);
      expect(sent('PATCH')).toHaveLength(2);
    }
  });

  it('a new token that does not help is not tried without pause', async () => {
    const { page, calls, client, sent } = pageWith();
    page.server.on(`POST ${PATIENTS}`, { status: 401, body: '{}' });
    page.server.on(`HEAD ${PATIENTS}`, { status: 401 });
    let asked = 0;
    client.queue.on('sync:auth-required', () => {
      asked += 1;
      client.queue.resume();
    });
    void calls.create({ name: 'Ana' });
    await page.advance(6_500);
    expect(sent('POST')).toHaveLength(4); // at once, at once, after 2 s, after 4 s
    expect(asked).toBe(4);
  });
});
