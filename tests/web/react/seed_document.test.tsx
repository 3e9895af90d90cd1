// @vitest-environment jsdom
import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { ownApp, type OwnApp } from './support/own_context.js';
import { patientsEndpoint } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const ada = { id: 'p1', first_name: 'Ada', version: 1 };
const luc = { id: 'p2', first_name: 'Luc', version: 1 };
const eve = { id: 'p3', first_name: 'Eve', version: 1 };
const jean = { first_name: 'Jean', last_name: 'Dupont', email: 'jean@example.com' };

/** Both forms in which the document's context may be written: with its setter in the value or not. */
const forms = [
  ['its setter kept to itself', false],
  ['its setter in the value', true],
] as const;

function clinic(): TestPage {
  const page = new TestPage();
  page.api.lists[patientsEndpoint] = [ada, luc, eve];
  return page;
}

describe.each(forms)("the seed's own context, %s", (_, sharesSetter) => {
  const open = (page: TestPage): Promise<OwnApp> => ownApp(page, { sharesSetter });

  it('lines 5-12: created, changed and deleted are seen in the call, before any request', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.create(jean));
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve', 'Jean']);
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    expect(app.shown).toEqual(['Adèle', 'Luc', 'Eve', 'Jean']);
    app.does((hook) => void hook.delete('p2'));
    expect(app.shown).toEqual(['Adèle', 'Eve', 'Jean']);
    expect(page.api.writes).toEqual([]);
    await page.settle();
  });

  it('lines 74-85: the context makes its UUID; the row is one, and every later call finds it', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.create(jean));
    await page.settle();
    const own = String(app.rows.at(-1)?.['id']);
    expect(app.rows).toHaveLength(4);
    app.does((hook) => void hook.mutate(own, { phone: '1' }));
    page.api.writes[0]?.answer(201, { ...jean, id: 'db-1', version: 1 });
    await page.settle();
    expect(page.api.last).toMatchObject({ method: 'PATCH', path: `${patientsEndpoint}/db-1` });
  });

  it('lines 93-104: online it is sent at once, offline it is kept and sent when the network is back', async () => {
    const page = clinic();
    const app = await open(page);
    await page.goOnline(false);
    app.does((hook) => void hook.create(jean));
    await page.settle();
    expect([page.api.writes.length, app.shown.at(-1)]).toEqual([0, 'Jean']);
    expect(page.queue.getPending()).toMatchObject([
      { type: 'POST', endpoint: patientsEndpoint, status: 'pending', retries: 0 },
    ]);
    await page.goOnline(true);
    await page.advance(3_000);
    expect(page.api.writes).toMatchObject([{ method: 'POST', path: patientsEndpoint }]);
  });

  it('lines 135-139, Option A: one update gives the row the id of the backend and its fields', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.create(jean));
    await page.settle();
    page.api.last.answer(201, { ...jean, id: 'db-1', created_at: '2024-11-09T12:30:00Z' });
    await page.settle();
    expect(app.rows.at(-1)).toEqual({ ...jean, id: 'db-1', created_at: '2024-11-09T12:30:00Z' });
    const updates = app.calls.filter((call) => call.startsWith('update'));
    expect(updates.length).toBe(sharesSetter ? 0 : 1);
  });

  it('lines 141-143, Option B: a full resync while it is pending keeps the row, and once it is confirmed', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.create(jean));
    await page.settle();
    app.set(await app.value.getAll());
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve', 'Jean']);
    page.api.last.answer(201, { ...jean, id: 'db-1', version: 1 });
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve', 'Jean']);
    expect(app.rows.at(-1)?.['id']).toBe('db-1');
    page.api.lists[patientsEndpoint] = [ada, luc, eve, { ...jean, id: 'db-1', version: 1 }];
    app.set(await app.value.getAll());
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve', 'Jean']);
  });

  it('lines 165-168: after three retries it is refused, rolled back, kept, and offered for a decision', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.create(jean));
    await page.settle();
    for (const wait of [2_500, 5_000, 10_000, 0]) {
      page.api.last.answer(500, { message: 'panne' });
      await page.settle();
      await page.advance(wait);
    }
    expect([page.api.writes.length, app.shown]).toEqual([4, ['Ada', 'Luc', 'Eve']]);
    expect(page.queue.getAll()).toMatchObject([{ status: 'error', data: jean }]);
    await app.hook.failure?.retry();
    await page.advance(3_000);
    expect([page.api.writes.length, app.shown.at(-1)]).toEqual([5, 'Jean']);
  });

  it('lines 184-197: await resolves when the server has it, and rejects with its message', async () => {
    const page = clinic();
    const app = await open(page);
    const made = app.does((hook) => hook.create(jean));
    await page.settle();
    page.api.last.answer(201, { ...jean, id: 'db-1' });
    await page.settle();
    expect(await made).toMatchObject({ id: 'db-1', first_name: 'Jean' });
    const refused = app.does((hook) => hook.create({ first_name: 'Non' }));
    await page.settle();
    page.api.last.answer(400, { code: 'VALIDATION', message: 'Email invalide' });
    await page.settle();
    await expect(refused).rejects.toThrow('Email invalide');
  });

  it('lines 202-203: error is null, then the message, and the next success ends it', async () => {
    const page = clinic();
    const app = await open(page);
    expect(app.hook.error).toBeNull();
    app.does((hook) => void hook.create({ first_name: 'Non' }));
    await page.settle();
    page.api.last.answer(400, { code: 'VALIDATION', message: 'Email invalide' });
    await page.settle();
    expect(app.hook.error).toContain('Email invalide');
    app.does((hook) => void hook.create(jean));
    await page.settle();
    page.api.last.answer(201, { ...jean, id: 'db-1' });
    await page.settle();
    expect([app.hook.error, page.queue.getSnapshot().attention]).toEqual([null, 1]);
  });

  it('lines 218-231: a refused update is rolled back to previousState', async () => {
    const page = clinic();
    const app = await open(page);
    const previousState = app.rows.find((p) => p['id'] === 'p1') ?? {};
    const made = app.does((hook) => hook.mutate('p1', { first_name: 'Autre' }, { previousState }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    await expect(made).rejects.toThrow('non');
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve']);
  });

  it('lines 241-257: a refused delete brings back that patient, and every later call follows it', async () => {
    const page = clinic();
    const app = await open(page);
    const previousState = app.rows.find((p) => p['id'] === 'p2') ?? {};
    const made = app.does((hook) => hook.delete('p2', { previousState }));
    expect(app.shown).toEqual(['Ada', 'Eve']);
    await page.settle();
    page.api.last.answer(403, { message: 'interdit' });
    await page.settle();
    await expect(made).rejects.toThrow('interdit');
    expect(app.shown.toSorted()).toEqual(['Ada', 'Eve', 'Luc']);
    if (sharesSetter) expect(app.rows.map((p) => p['id'])).toEqual(['p1', 'p2', 'p3']);

    const shown = String(app.rows.find((p) => p['first_name'] === 'Luc')?.['id']);
    app.does((hook) => void hook.mutate(shown, { phone: '1' }));
    await page.settle();
    expect(page.api.last).toMatchObject({ method: 'PATCH', path: `${patientsEndpoint}/p2` });
    page.api.last.answer(200, { ...luc, phone: '1', version: 2 });
    await page.settle();
    expect(app.rows.find((p) => p['first_name'] === 'Luc')).toMatchObject({ phone: '1' });

    app.does((hook) => void hook.delete(shown));
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Eve']);
    expect(page.api.last).toMatchObject({ method: 'DELETE', path: `${patientsEndpoint}/p2` });
    expect(page.api.writes.filter(({ method }) => method === 'POST')).toEqual([]);
  });

  it('lines 241-257: the refused delete is retried, and the row goes', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.delete('p2'));
    await page.settle();
    page.api.last.answer(403, { message: 'interdit' });
    await page.settle();
    await app.hook.failure?.retry();
    await page.settle();
    expect([page.api.last.path, app.shown]).toEqual([`${patientsEndpoint}/p2`, ['Ada', 'Eve']]);
    page.api.last.answer(204);
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Eve']);
  });

  it('lines 274-280: "PUT" alone is enough for an API with the routes of the document', async () => {
    const page = clinic();
    const app = await ownApp(page, { sharesSetter, third: 'PUT' });
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    await page.settle();
    expect(page.api.last).toMatchObject({ method: 'PUT', path: `${patientsEndpoint}/p1` });
  });

  it('lines 307-315: offline, await resolves with the patient as the context has it', async () => {
    const page = clinic();
    const app = await open(page);
    await page.goOnline(false);
    const made = app.does((hook) => hook.create({ first_name: 'Jean' }));
    await page.settle();
    expect(await made).toEqual(app.rows.at(-1));
    expect(page.queue.explain(made.mutationId)?.message).toBe('En attente de connexion…');
  });

  it('lines 354-366: isPending is false in the call, true in the queue, false when it is over', async () => {
    const page = clinic();
    const app = await open(page);
    expect([app.hook.isPending, app.hook.error]).toEqual([false, null]);
    const during = app.does((hook) => {
      void hook.mutate('p1', { first_name: 'Adèle' });
      return hook.isPending;
    });
    await page.settle();
    expect([during, app.hook.isPending]).toEqual([false, true]);
    page.api.last.answer(200, { ...ada, first_name: 'Adèle' });
    await page.settle();
    expect([app.hook.isPending, app.hook.error]).toEqual([false, null]);
    app.does((hook) => void hook.mutate('p1', { first_name: 'Non' }));
    await page.settle();
    page.api.last.answer(422, { message: 'Message' });
    await page.settle();
    expect([app.hook.isPending, app.hook.error]).toEqual([false, 'Message']);
  });

  it('line 365: what was refused before a reload is not pending after it', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.mutate('p1', { first_name: 'Non' }));
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    cleanup();
    const next = page.reload();
    next.api.lists[patientsEndpoint] = [ada];
    const again = await open(next);
    expect([again.hook.isPending, next.queue.getPending()]).toEqual([false, []]);
    expect(next.queue.getAll()).toMatchObject([{ status: 'error' }]);
  });

  it('lines 264-271: one create replaces the synchronous one of the former storage', async () => {
    const page = clinic();
    const app = await open(page);
    const mutation = app.does((hook) => hook.create(jean));
    expect([mutation.record, await mutation.applied]).toEqual([
      { id: expect.any(String) as string, ...jean },
      { durable: true },
    ]);
    await page.settle();
  });

  it('lines 318-325: a conflict is announced, rolled back, and offers both versions', async () => {
    const page = clinic();
    const app = await open(page);
    const announced: unknown[] = [];
    page.queue.on('mutation:conflict', ({ conflict }) => announced.push(conflict.server));
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    await page.settle();
    const current = { ...ada, first_name: 'Ada-Marie', version: 2 };
    page.api.last.answer(409, {
      code: 'CONFLICT',
      message: 'Conflict - concurrent update',
      details: { current },
    });
    await page.settle();
    expect([announced, app.shown[0]]).toEqual([[current], 'Ada-Marie']);
    await app.hook.failure?.resolveConflict('mine');
    await page.settle();
    expect(app.shown[0]).toBe('Adèle');
    expect(page.api.last.body).toMatchObject({ first_name: 'Adèle' });
  });

  it('lines 328-347: each change has its time, person, reason and status, and readers find the array', async () => {
    const page = clinic();
    page.queue.setUser({ id: 'dr-martin', companyId: 'clinic-123' });
    const app = await open(page);
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }, { reason: 'faute' }));
    await page.settle();
    page.api.last.answer(200, { ...ada, first_name: 'Adèle', version: 2 });
    await page.advance(1_000);
    expect(page.queue.getAll()).toMatchObject([
      { timestamp: expect.any(Number) as number, userId: 'dr-martin', reason: 'faute' },
    ]);
    const text = page.browser.storage.values.get('medicalPro_mutation_queue') ?? '[]';
    expect(JSON.parse(text)).toMatchObject([
      {
        id: expect.any(String) as string,
        timestamp: expect.any(Number) as number,
        type: 'PATCH',
        endpoint: `${patientsEndpoint}/p1`,
        data: { first_name: 'Adèle' },
        retries: 0,
        status: 'synced',
      },
    ]);
  });

  it('lines 392-397: previousState is what comes back, whatever the list shows meanwhile', async () => {
    const page = clinic();
    const app = await open(page);
    const oldData = { ...ada };
    const made = app.does((hook) =>
      hook.mutate('p1', { first_name: 'Autre' }, { previousState: oldData }),
    );
    await page.settle();
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    await expect(made).rejects.toMatchObject({ status: 422 });
    expect(app.rows.find((p) => p['id'] === 'p1')).toMatchObject(oldData);
  });

  it('lines 406-411: without a read before it and without previousState the rollback is right, too', async () => {
    const page = clinic();
    const app = await open(page);
    app.does((hook) => void hook.mutate('p1', { first_name: 'Autre' }));
    await page.settle();
    expect(page.api.reads).toEqual([]);
    page.api.last.answer(422, { message: 'non' });
    await page.settle();
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve']);
  });

  it('lines 435-441: with the API down or slow, all three are seen in the call and sent later', async () => {
    const page = clinic();
    const app = await open(page);
    page.api.isReachable = false;
    app.does((hook) => void hook.create(jean));
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    app.does((hook) => void hook.delete('p2'));
    expect(app.shown).toEqual(['Adèle', 'Eve', 'Jean']);
    await page.advance(5_000);
    expect([page.api.writes.length, app.shown]).toEqual([0, ['Adèle', 'Eve', 'Jean']]);
    page.api.isReachable = true;
    await page.advance(20_000); // less than a request may take: nothing is repeated yet
    expect(page.api.writes.map(({ method }) => method).toSorted()).toEqual([
      'DELETE',
      'PATCH',
      'POST',
    ]);
  });

  it('lines 368-376: getPending lists what waits offline', async () => {
    const page = clinic();
    const app = await open(page);
    await page.goOnline(false);
    app.does((hook) => void hook.create(jean));
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    await page.settle();
    expect(page.queue.getPending()).toMatchObject([
      { status: 'pending', retries: 0 },
      { status: 'pending', retries: 0 },
    ]);
    expect(page.queue.getSnapshot().pending).toBe(2);
  });
});

describe('line 443: it behaves as if all were local', () => {
  it('after a reload the list shows what is pending, where its setter is in the value', async () => {
    const page = clinic();
    const app = await ownApp(page, { sharesSetter: true });
    await page.goOnline(false);
    app.does((hook) => void hook.create(jean));
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    app.does((hook) => void hook.delete('p2'));
    await page.settle();
    cleanup();
    const next = page.reload({ online: false });
    next.api.isReachable = false;
    next.api.lists[patientsEndpoint] = [ada, luc, eve];
    const again = await ownApp(next, { sharesSetter: true });
    expect(again.shown).toEqual(['Adèle', 'Eve', 'Jean']);
    await next.goOnline(true);
    await next.advance(3_000);
    for (const { method, answer } of next.api.writes) {
      if (method === 'POST') answer(201, { ...jean, id: 'db-1', version: 1 });
      else if (method === 'PATCH') answer(200, { ...ada, first_name: 'Adèle', version: 2 });
      else answer(204);
    }
    await next.settle();
    expect(again.shown).toEqual(['Adèle', 'Eve', 'Jean']);
    expect(again.rows.at(-1)).toMatchObject({ id: 'db-1' });
    expect(next.queue.getSnapshot().notShown).toBe(0);
  });

  it('without the setter in the value, the status says how many changes the list does not show', async () => {
    const page = clinic();
    const app = await ownApp(page);
    await page.goOnline(false);
    app.does((hook) => void hook.create(jean));
    app.does((hook) => void hook.mutate('p1', { first_name: 'Adèle' }));
    await page.settle();
    expect([app.shown, page.queue.getSnapshot().notShown]).toEqual([
      ['Adèle', 'Luc', 'Eve', 'Jean'],
      0,
    ]);
    expect(page.toldCodes).toContain('CONTEXT_NOT_RECOVERED');
    cleanup();
    const next = page.reload({ online: false });
    next.api.isReachable = false;
    next.api.lists[patientsEndpoint] = [ada, luc, eve];
    const again = await ownApp(next);
    expect([again.shown, next.queue.getSnapshot()]).toMatchObject([
      ['Ada', 'Luc', 'Eve'],
      { pending: 2, notShown: 2 },
    ]);
  });

  it('line 427: what another tab does shows here, where the setter is in the value', async () => {
    const other = clinic();
    const app = await ownApp(other, { sharesSetter: true });
    const page = new TestPage({ browser: other.browser });
    page.client.mutations(patientsEndpoint).create({ id: 'local', ...jean });
    await page.settle();
    await other.settle();
    expect(app.shown).toEqual(['Ada', 'Luc', 'Eve', 'Jean']);
    for (const api of [page.api, other.api])
      for (const { answer } of api.writes) answer(201, { ...jean, id: 'db-1' });
    await page.settle();
    await other.settle();
    expect(app.rows.at(-1)).toMatchObject({ id: 'db-1' });
  });
});
