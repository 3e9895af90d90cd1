import { describe, expect, it } from 'vitest';
import { Configuration } from '../../../../web/src/client/engine/configuration.js';
import { PATIENTS, openPage } from '../../support/open_page.js';
import { ok } from '../../support/scripted_server.js';

const configuration = (): Configuration =>
  new Configuration(
    () => 'https://clinic.example',
    () => ['fr'],
  );

describe('2.2: the registry of endpoints', () => {
  it('is one for hooks and configure, and a later call overrides what it names', () => {
    const registry = configuration();
    registry.configure({ endpoints: { [`${PATIENTS}/`]: { method: 'PUT', versionField: 'rev' } } });
    expect(
      registry.register(`https://clinic.example${PATIENTS}`, {
        method: 'PATCH',
        references: ['doctor_id'],
      }),
    ).toBe(PATIENTS);
    registry.register(PATIENTS);
    expect(registry.endpoint(PATIENTS)).toEqual({
      method: 'PATCH',
      versionField: 'rev',
      references: ['doctor_id'],
    });
    expect(registry.endpoint('/other')).toEqual({});
  });

  it('gives the core what it decides by and no more', () => {
    const registry = configuration();
    registry.register(PATIENTS, {
      method: 'PUT',
      putBody: 'record',
      merge: 'disjoint',
      awaitMs: 5,
      toServer: (record) => record,
    });
    expect(JSON.parse(registry.coreOptions(PATIENTS))).toEqual({
      method: 'PUT',
      putBody: 'record',
      merge: 'disjoint',
      hasTransform: true,
    });
    expect(registry.takeChanged()).toEqual([PATIENTS]);
    expect(registry.takeChanged()).toEqual([]);
  });

  it.each([
    ['https://api.example', false],
    ['https://clinic.example/v2', undefined],
    ['/v2', undefined],
  ])(
    '3.7: behind the base URL %s the queue sends its headers only where that fails no preflight',
    (baseUrl, header) => {
      const registry = configuration();
      registry.configure({ baseUrl });
      const received = JSON.parse(registry.coreOptions('')) as {
        idempotencyHeader?: boolean;
        ifMatch?: boolean;
      };
      expect([received.idempotencyHeader, received.ifMatch]).toEqual([header, header]);
    },
  );

  it('has defaults', () => {
    expect(configuration().wireSettings(() => null)).toMatchObject({
      baseUrl: '',
      credentials: 'same-origin',
      timeoutMs: 30_000,
      companyId: null,
      headers: null,
    });
  });
});

describe('with the real module', () => {
  it('3.7: a foreign API gets the key only where it is configured', async () => {
    const { page, client } = openPage();
    client.queue.configure({
      baseUrl: 'https://api.example',
      endpoints: { '/b': { idempotencyHeader: true } },
    });
    for (const path of ['/a', '/b'])
      page.server.on(`POST https://api.example${path}`, ok({ id: 's1' }, 201));
    for (const path of ['/a', '/b']) client.mutations(path).create({ id: 'local' });
    await page.settle();
    const keys = page.server
      .sent('POST')
      .map(({ url, headers }) => [url, 'idempotency-key' in headers]);
    expect(keys.sort()).toEqual([
      ['https://api.example/a', false],
      ['https://api.example/b', true],
    ]);
  });

  it('options that come after the first use count', async () => {
    const { page, client } = openPage();
    client.queue.getPending();
    await page.settle();
    page.server.on(`PUT ${PATIENTS}/p1`, ok({ id: 'p1' }));
    client.queue.configure({ endpoints: { [PATIENTS]: { method: 'PUT', putBody: 'record' } } });
    client.mutations(PATIENTS).update('p1', { a: 1 }, { previousState: { id: 'p1', b: 2 } });
    await page.settle();
    expect(page.server.sent('PUT').map(({ body }) => body)).toEqual([{ id: 'p1', b: 2, a: 1 }]);
  });

  it('2.2: an entry that needs transforms waits for a page that has them', async () => {
    const first = openPage();
    const toServer = (record: Record<string, unknown>): object => ({ nom: record['name'] });
    first.page.goOnline(false);
    const { mutationId } = first.client
      .mutations(PATIENTS, { toServer })
      .update('p1', { name: 'x' });
    await first.page.settle();
    first.page.end();
    const next = openPage(first.page.browser);
    next.page.server.on(`PATCH ${PATIENTS}/p1`, ok({ id: 'p1' }));
    next.client.queue.getPending();
    await next.page.settle();
    expect(next.page.server.sent('PATCH')).toEqual([]);
    expect(next.client.queue.explain(mutationId)).toMatchObject({ waiting: 'transform' });
    next.client.mutations(PATIENTS, { toServer });
    await next.page.settle();
    expect(next.page.server.sent('PATCH').map(({ body }) => body)).toEqual([{ nom: 'x' }]);
  });
});
