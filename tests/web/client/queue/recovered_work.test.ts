import { describe, expect, it } from 'vitest';
import type { ConfigureOptions, MutationEntry } from '../../../../web/src/types/index.js';
import { openPage } from '../../support/open_page.js';
import { ok } from '../../support/scripted_server.js';
import type { FakeBrowser } from '../../support/fake_page.js';

const PATIENTS = '/api/v1/patients';

/** A page of one version of the application, over the same storage. */
function pageOf(options: ConfigureOptions, browser?: FakeBrowser) {
  const opened = openPage(browser);
  opened.client.queue.configure(options);
  opened.page.server.on(`POST ${PATIENTS}`, ok({ id: 'p1' }, 201));
  opened.client.queue.getPending();
  return opened;
}

/** Version 1 called it `nom`. */
const version2 = (asked: number[] = []): ConfigureOptions => ({
  payloadVersion: 2,
  migratePayload: ({ data }, from) => {
    asked.push(from);
    const { nom, ...rest } = data as { nom?: string };
    return { ...rest, last_name: nom };
  },
});

describe('5.5: migratePayload', () => {
  it('brings what a former version has left into the new shape before it is sent', async () => {
    const former = pageOf({ payloadVersion: 1 });
    former.client.queue.setOfflineMode(true);
    former.client.mutations(PATIENTS).create({ id: 'x', nom: 'DUPONT' });
    former.page.end();
    const asked: number[] = [];
    const later = pageOf(version2(asked), former.page.browser);
    await later.page.advance(1_000);
    expect(asked).toEqual([1]);
    const [request] = later.page.server.sent(`POST ${PATIENTS}`);
    expect(request?.body).toEqual({ last_name: 'DUPONT' });
  });

  it('is asked from zero for work of before there were versions', async () => {
    const former = pageOf({});
    former.client.queue.setOfflineMode(true);
    former.client.mutations(PATIENTS).create({ id: 'x', nom: 'DUPONT' });
    former.page.end();
    const asked: number[] = [];
    const later = pageOf(version2(asked), former.page.browser);
    await later.page.advance(1_000);
    expect(asked).toEqual([0]);
  });

  it('is not asked for work of its own version', async () => {
    const asked: number[] = [];
    const { client, page } = pageOf(version2(asked));
    client.mutations(PATIENTS).create({ id: 'x', last_name: 'DUPONT' });
    await page.advance(1_000);
    expect(asked).toEqual([]);
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
  });

  it('a throw leaves the change as it is and is reported', async () => {
    const former = pageOf({ payloadVersion: 1 });
    former.client.queue.setOfflineMode(true);
    former.client.mutations(PATIENTS).create({ id: 'x', nom: 'DUPONT' });
    former.page.end();
    const later = pageOf(
      {
        payloadVersion: 2,
        migratePayload: () => {
          throw new Error('no');
        },
      },
      former.page.browser,
    );
    const codes: string[] = [];
    later.client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    await later.page.advance(1_000);
    expect(codes).toContain('PAYLOAD_NOT_MIGRATED');
    expect(later.page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
  });

  it.each<[string, () => unknown]>([
    ['a promise', () => Promise.resolve({ last_name: 'DUPONT' })],
    ['a promise that rejects', () => Promise.reject(new Error('no'))],
    ['nothing', () => undefined],
    ['a Map', () => new Map([['last_name', 'DUPONT']])],
    ['a number that JSON cannot write', () => ({ last_name: 'DUPONT', weight: NaN })],
  ])('leaves the shape as it is where it gives %s', async (_, migratePayload) => {
    const former = pageOf({ payloadVersion: 1 });
    former.client.queue.setOfflineMode(true);
    former.client.mutations(PATIENTS).create({ id: 'x', nom: 'DUPONT' });
    former.page.end();
    const later = pageOf({ payloadVersion: 2, migratePayload }, former.page.browser);
    const codes: string[] = [];
    later.client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    await later.page.advance(1_000);
    expect(codes).toContain('PAYLOAD_NOT_MIGRATED');
    const [request] = later.page.server.sent(`POST ${PATIENTS}`);
    expect(request?.body).toEqual({ nom: 'DUPONT' });
  });

  it('work of a later version waits for a page of it', async () => {
    const newer = pageOf({ payloadVersion: 3 });
    newer.client.queue.setOfflineMode(true);
    const { mutationId } = newer.client.mutations(PATIENTS).create({ id: 'x', name: 'DUPONT' });
    newer.page.end();
    const older = pageOf(version2(), newer.page.browser);
    await older.page.advance(1_000);
    expect(older.page.server.sent(`POST ${PATIENTS}`)).toEqual([]);
    expect(older.client.queue.explain(mutationId)?.waiting).toBe('transform');
  });
});

describe('5.2: onImport', () => {
  const left = JSON.stringify([
    { id: 'create-1-2', type: 'POST', endpoint: PATIENTS, data: { id: 'x' }, retries: 2 },
  ]);

  async function pageThatImports(onImport?: ConfigureOptions['onImport']) {
    const opened = openPage();
    opened.page.storage()?.setItem('medicalPro_mutation_queue', left);
    opened.page.server.on(`POST ${PATIENTS}`, ok({ id: 'p1' }, 201));
    opened.client.queue.configure(onImport ? { onImport } : {});
    opened.client.queue.getPending();
    await opened.page.advance(1_000);
    return { ...opened, sent: opened.page.server.sent(`POST ${PATIENTS}`) };
  }

  it('applied takes it as saved', async () => {
    const asked: MutationEntry[] = [];
    const { client, sent } = await pageThatImports((entry) => {
      asked.push(entry);
      return 'applied';
    });
    expect(asked).toMatchObject([{ id: 'create-1-2', data: { id: 'x' } }]);
    expect(sent).toEqual([]);
    expect(client.queue.getAll()).toMatchObject([{ id: 'create-1-2', status: 'synced' }]);
  });

  it('absent sends it', async () => {
    const { sent } = await pageThatImports(() => Promise.resolve('absent'));
    expect(sent).toHaveLength(1);
  });

  it.each<[string, ConfigureOptions['onImport']]>([
    ['no function', undefined],
    ['unknown', () => 'unknown'],
    [
      'a throw',
      () => {
        throw new Error('no');
      },
    ],
    ['a rejection', () => Promise.reject(new Error('no'))],
  ])('is left to a person by: %s', async (_, onImport) => {
    const { client, sent } = await pageThatImports(onImport);
    expect(sent).toEqual([]);
    expect(client.queue.getAll()).toMatchObject([{ status: 'error', kind: 'uncertain' }]);
  });

  it('3.12: a retry of it looks for it first', async () => {
    const { client, page } = await pageThatImports();
    client.queue.configure({ endpoints: { [PATIENTS]: { verify: () => 'applied' } } });
    await client.queue.retry('create-1-2');
    await page.advance(60_000);
    expect(page.server.sent(`POST ${PATIENTS}`)).toEqual([]);
    expect(client.queue.getAll()).toMatchObject([{ status: 'synced' }]);
  });
});
