// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type SyncMutation } from 'synchrone';
import { probe } from './support/render.js';
import {
  existingContext,
  mount,
  names,
  patientsEndpoint,
  syncedContext,
  type Mounted,
} from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

async function open(page = new TestPage()): Promise<Mounted> {
  page.api.lists[patientsEndpoint] = [
    { id: 'p1', last_name: 'Martin' },
    { id: 'p2', last_name: 'Bernard' },
  ];
  return mount(page, syncedContext(page));
}

/** A change that the server has refused with a text of its own. */
async function refused(
  on: Mounted,
  message = 'Numéro de sécurité sociale invalide',
): Promise<void> {
  on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
  await on.page.settle();
  on.page.api.last.answer(422, { code: 'INVALID', message });
  await on.page.settle();
}

describe('2.4: error and failure', () => {
  it('error is the message of the newest refusal, failure its structure and actions', async () => {
    const on = await open();
    await refused(on);
    expect(on.hook.error).toBe('Numéro de sécurité sociale invalide');
    expect(on.hook.failure).toMatchObject({
      code: 'INVALID',
      mutation: { status: 'error', entity: 'p1' },
      error: { status: 422 },
    });
  });

  it.each([
    ['retry', (hook: SyncMutation) => hook.failure?.retry()],
    ['discard', (hook: SyncMutation) => hook.failure?.discard()],
    [
      'clearError',
      (hook: SyncMutation) => {
        hook.clearError();
      },
    ],
  ])('%s clears it', async (_, action) => {
    const on = await open();
    await refused(on);
    on.during(action);
    await on.page.settle();
    expect([on.hook.error, on.hook.failure]).toEqual([null, null]);
  });

  it('a retry with other contents sends them, and confirms', async () => {
    const on = await open();
    await refused(on);
    void on.during((hook) => hook.failure?.retry({ data: { last_name: 'Dubois' } }));
    await on.page.settle();
    expect(on.page.api.last.body).toEqual({ last_name: 'Dubois' });
    on.page.api.last.answer(200, { id: 'p1', last_name: 'Dubois' });
    await on.page.settle();
    expect([names(on.rows), on.hook.error]).toEqual([['Dubois', 'Bernard'], null]);
  });

  it('keepOffline shows the change again and holds it', async () => {
    const on = await open();
    await refused(on);
    expect(names(on.rows)).toEqual(['Martin', 'Bernard']);
    void on.during((hook) => hook.failure?.keepOffline());
    await on.page.settle();
    expect(names(on.rows)).toEqual(['Durand', 'Bernard']);
    expect(on.page.api.writes).toHaveLength(1);
  });

  it('a conflict is resolved from the failure', async () => {
    const on = await open();
    on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    await on.page.settle();
    on.page.api.last.answer(412, {
      code: 'VERSION_CONFLICT',
      details: { current: { id: 'p1', last_name: 'Dubois', version: 5 } },
    });
    await on.page.settle();
    expect(on.hook.failure).toMatchObject({ code: 'CONFLICT', mutation: { kind: 'conflict' } });
    expect(names(on.rows)).toEqual(['Dubois', 'Bernard']);
    void on.during((hook) => hook.failure?.resolveConflict('server'));
    await on.page.settle();
    expect([names(on.rows), on.hook.error]).toEqual([['Dubois', 'Bernard'], null]);
  });

  it('belongs to the hook instance that made the call', async () => {
    const on = await open();
    const other = probe(() => useSyncMutation(null, patientsEndpoint));
    render(<other.Probe />);
    await refused(on);
    expect([on.hook.error, other.handle.current.error]).toEqual([
      'Numéro de sécurité sociale invalide',
      null,
    ]);
  });

  it('is a sentence in the configured language where the server gives none', async () => {
    for (const [language, sentence] of [
      ['fr', 'Le serveur a refusé le changement.'],
      ['en', 'The server has refused the change.'],
    ] as const) {
      const on = await open(new TestPage({ languages: [language] }));
      await refused(on, '');
      expect(on.hook.error).toBe(sentence);
      on.unmount();
    }
  });

  it('a wrong call is reported by error and by a rejection, and nothing is queued', async () => {
    const on = await open();
    const wrong = on.during((hook) => hook.mutate('', { last_name: 'x' }));
    await on.page.settle();
    await expect(wrong).rejects.toMatchObject({ code: 'MISSING_ID' });
    expect(on.hook.error).not.toBeNull();
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    for (const data of [cycle, { when: () => 1 }, { big: 1n }]) {
      await expect(on.during((hook) => hook.create(data))).rejects.toMatchObject({
        code: 'NOT_SERIALISABLE',
      });
    }
    expect([on.rows.length, on.hook.getPending(), on.page.queue.getPendingCount()]).toEqual([
      2,
      [],
      0,
    ]);
  });
});

describe('2.4: isPending, isSending, waiting', () => {
  it('another hook of the endpoint sees what is pending; one of another endpoint does not', async () => {
    const on = await open();
    const same = probe(() => useSyncMutation(null, patientsEndpoint));
    const different = probe(() => useSyncMutation(null, '/api/v1/consents'));
    render(
      <>
        <same.Probe />
        <different.Probe />
      </>,
    );
    on.during((hook) => hook.create({ last_name: 'Dupont' }));
    await on.page.settle();
    expect([same.handle.current.isPending, different.handle.current.isPending]).toEqual([
      true,
      false,
    ]);
  });

  it('a parked change is not pending any more', async () => {
    const on = await open();
    await refused(on);
    expect([on.hook.isPending, on.hook.getPending()]).toEqual([false, []]);
    expect(on.page.queue.getAll()).toMatchObject([{ status: 'error' }]);
  });

  it('after three retries a server error is a refusal: false, and reported', async () => {
    const on = await open();
    const made = on.during((hook) => hook.create({ last_name: 'Dupont' }));
    await on.page.settle();
    for (const wait of [2500, 5000, 10_000, 0]) {
      on.page.api.last.answer(500, { message: '' });
      await on.page.settle();
      await on.page.advance(wait);
    }
    await expect(made).rejects.toMatchObject({ status: 500, mutation: { status: 'error' } });
    expect(on.page.api.writes).toHaveLength(4);
    expect([on.hook.isPending, names(on.rows)]).toEqual([false, ['Martin', 'Bernard']]);
    expect(on.hook.error).not.toBeNull();
  });

  it('login needed: waiting says so, no attempt is counted, and it goes on with new credentials', async () => {
    const on = await open();
    on.during((hook) => hook.create({ last_name: 'Dupont' }));
    await on.page.settle();
    on.page.api.last.answer(401, { code: 'EXPIRED' });
    await on.page.settle();
    expect([on.hook.isPending, on.hook.isSending, on.hook.waiting]).toEqual([true, false, 'login']);
    act(() => on.page.queue.resume());
    await on.page.settle();
    expect([on.page.api.writes.length, on.hook.getPending()[0]?.retries]).toEqual([2, 0]);
  });
});

describe('2.2: method and options', () => {
  const put = async (page: TestPage, options: Parameters<typeof mount>[2]): Promise<Mounted> => {
    page.api.lists[patientsEndpoint] = [{ id: 'p1', last_name: 'Martin', first_name: 'Luc' }];
    return mount(page, existingContext(page), options);
  };

  it('PATCH is the default, PUT where asked', async () => {
    for (const method of ['PATCH', 'PUT'] as const) {
      const on = await put(new TestPage(), method);
      on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
      await on.page.settle();
      expect(on.page.api.last).toMatchObject({ method, body: { last_name: 'Durand' } });
      on.unmount();
    }
  });

  it('a hook without options does not undo what configure said', async () => {
    const page = new TestPage();
    page.queue.configure({
      endpoints: { [patientsEndpoint]: { method: 'PUT', putBody: 'record' } },
    });
    const on = await put(page, undefined);
    on.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    await page.settle();
    expect(page.api.last).toMatchObject({
      method: 'PUT',
      body: { last_name: 'Durand', first_name: 'Luc' },
    });
  });

  it('toServer and fromServer translate; options written inline do not make it render for ever', async () => {
    const on = await put(new TestPage(), undefined);
    on.unmount();
    const page = new TestPage();
    let renders = 0;
    const { Probe, handle } = probe(() => {
      renders += 1;
      return useSyncMutation({ createPatient: () => undefined }, patientsEndpoint, {
        toServer: ({ lastName }) => ({ last_name: lastName }),
        fromServer: (json) => ({ id: json['id'], lastName: json['last_name'] }),
        references: ['practitioner_id'],
      });
    });
    render(<Probe />);
    await page.settle();
    expect(renders).toBeLessThan(4);
    let made: ReturnType<SyncMutation['create']> | undefined;
    act(() => {
      made = handle.current.create({ lastName: 'Dupont' });
    });
    await page.settle();
    expect(page.api.last.body).toMatchObject({ last_name: 'Dupont' });
    page.api.last.answer(201, { id: 's1', last_name: 'DUPONT' });
    await page.settle();
    expect(await made).toMatchObject({ id: 's1', lastName: 'DUPONT' });
  });
});
