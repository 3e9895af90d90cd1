import { describe, expect, it } from 'vitest';
import type { ResourceMutations } from '../../../web/src/types/index.js';
import { FakeContext } from '../support/context_fake.js';
import { quiet } from '../support/fake_page.js';
import { type OpenPage, PATIENTS, openPage } from '../support/open_page.js';
import { ReferenceApi } from '../support/reference_api.js';
import { ok, refusal } from '../support/scripted_server.js';

interface ContextPage extends OpenPage {
  context: FakeContext;
  calls: ResourceMutations;
  received: string[];
}

function contextPage(): ContextPage {
  const open = openPage();
  const rows = ['p1', 'p2', 'p3'].map((id) => ({ id, first_name: `name of ${id}`, version: 1 }));
  new ReferenceApi(open.page.server, PATIENTS, rows);
  const received: string[] = [];
  open.client.queue.on('sync:diagnostic', ({ code }) => received.push(code));
  return {
    ...open,
    context: new FakeContext(rows),
    calls: open.client.mutations(PATIENTS),
    received,
  };
}

describe('2.5: an existing context', () => {
  it('is driven once inside the call', async () => {
    const { page, context, calls } = contextPage();
    calls.create({ first_name: 'Ana', id: 'local' }, {}, context.sink());
    expect(context.calls).toEqual(['insert local at null']);
    calls.update('p1', { first_name: 'x' }, {}, context.sink());
    calls.delete('p2', {}, context.sink());
    expect(context.calls.slice(1)).toEqual(['patch p1', 'remove p2']);
    expect(context.rows.map((row) => row['id'])).toEqual(['p1', 'p3', 'local']);
    expect(page.server.requests).toEqual([]);
  });

  it("learns the server's id and the confirmed record", async () => {
    const { page, context, calls } = contextPage();
    calls.create({ first_name: 'Ana', id: 'local' }, {}, context.sink());
    await page.settle();
    expect(context.calls).toEqual(['insert local at null', 'rename local to s1', 'patch s1']);
    expect(context.rows.at(-1)).toEqual({ id: 's1', first_name: 'Ana', version: 1 });
  });

  it('is not called when the confirmation brings nothing new', async () => {
    const { page, context, calls } = contextPage();
    page.server.on(`PATCH ${PATIENTS}/p1`, { status: 204 });
    calls.update('p1', { first_name: 'x' }, {}, context.sink());
    await page.settle();
    expect(context.calls).toEqual(['patch p1']);
  });

  it('has an update taken out with the fields it had added', async () => {
    const { page, context, calls } = contextPage();
    page.server.on(`PATCH ${PATIENTS}/p1`, refusal(400, 'BAD'));
    calls.update('p1', { first_name: 'x', nickname: 'y' }, {}, context.sink());
    await page.settle();
    expect(context.rows[0]).toEqual({
      id: 'p1',
      first_name: 'name of p1',
      version: 1,
      nickname: undefined,
    });
  });

  it('has a deleted row put back in its place and a refused create removed', async () => {
    const { page, context, calls } = contextPage();
    page.server
      .on(`DELETE ${PATIENTS}/p2`, refusal(403, 'NO'))
      .on(`POST ${PATIENTS}`, refusal(400, 'BAD'));
    calls.delete('p2', {}, context.sink());
    calls.create({ id: 'local' }, {}, context.sink());
    await page.settle();
    expect(context.rows.map((row) => row['id'])).toEqual(['p1', 'p2', 'p3']);
    expect(context.calls).toContain('insert p2 at 1');
  });

  it('each context is driven for what it has been asked to show', async () => {
    const { page, context, calls } = contextPage();
    const other = new FakeContext(context.rows);
    const [here, there] = [context.sink(), other.sink()];
    page.server.on(`PATCH ${PATIENTS}/p1`, refusal(400, 'BAD'));
    page.server.on(`DELETE ${PATIENTS}/p2`, refusal(400, 'BAD'));
    calls.update('p1', { first_name: 'x' }, {}, here);
    calls.delete('p2', {}, there);
    await page.settle();
    expect(context.calls).toEqual(['patch p1', 'patch p1']);
    expect(other.calls).toEqual(['remove p2', 'insert p2 at 1']);
  });

  it('both contexts of one record are rolled back', async () => {
    const { page, context, calls } = contextPage();
    const other = new FakeContext(context.rows);
    page.server.on(`PATCH ${PATIENTS}/p1`, refusal(400, 'BAD'));
    calls.update('p1', { first_name: 'x' }, {}, context.sink());
    calls.update('p1', { last_name: 'y' }, {}, other.sink());
    await page.settle();
    for (const { rows } of [context, other])
      expect(rows[0]).toMatchObject({ first_name: 'name of p1', version: 1 });
  });

  it('later failures of the context are diagnostics and change nothing', async () => {
    const { page, client, context, calls, received } = contextPage();
    const { mutationId } = calls.create({ id: 'local' }, {}, context.sink());
    context.answer = () => {
      throw new Error('gone');
    };
    await page.settle();
    expect(received).toEqual(['CONTEXT_THREW']);
    expect(client.queue.getEntry(mutationId)?.status).toBe('synced');
  });

  it('says once that it cannot change an id and keeps its own', async () => {
    const { page, client, context, calls, received } = contextPage();
    calls.create({ id: 'local', first_name: 'Ana' }, {}, context.sink({ replaceId: true }));
    await page.settle();
    expect(received).toEqual(['CONTEXT_CANNOT_RENAME']);
    expect(context.rows.at(-1)).toMatchObject({ id: 'local', version: 1 });
    calls.update('local', { first_name: 'Ana Maria' }, {}, context.sink({ replaceId: true }));
    await page.settle();
    expect(page.server.sent(`PATCH ${PATIENTS}/s1`)).toHaveLength(1);
    expect(context.rows.at(-1)).toMatchObject({ id: 'local', first_name: 'Ana Maria', version: 2 });
    expect(client.queue.resolveId('local')).toBe('s1');
  });
});

describe('2.5a: ids that the context gives', () => {
  it('an id yielded at once is an alias in all look ups', async () => {
    const { page, client, context, calls } = contextPage();
    context.answer = () => ({ id: 12 });
    calls.create({ id: 'local', first_name: 'Ana' }, {}, context.sink());
    context.rows = context.rows.map((row) => (row['id'] === 'local' ? { ...row, id: 12 } : row));
    calls.update(12, { last_name: 'Ruiz' }, {}, context.sink());
    expect(context.calls).toEqual(['insert local at null', 'patch 12']);
    await page.settle();
    expect(page.server.sent(`PATCH ${PATIENTS}/s1`)[0]?.body).toMatchObject({ last_name: 'Ruiz' });
    expect(context.calls).toContain('rename 12 to s1');
    expect(client.queue.resolveId('12')).toBe('s1');
  });

  it('an id yielded by a promise too, and renaming waits for it', async () => {
    const { page, client, context, calls } = contextPage();
    let give: (record: object) => void = () => undefined;
    context.answer = () =>
      new Promise((resolve) => {
        give = resolve;
      });
    calls.create({ id: 'local', first_name: 'Ana' }, {}, context.sink());
    await page.advance(1_000);
    expect(page.server.sent(`POST ${PATIENTS}`)).toHaveLength(0);
    expect(context.calls).toEqual(['insert local at null']);
    context.rows = context.rows.map((row) => (row['id'] === 'local' ? { ...row, id: 12 } : row));
    give({ id: 12 });
    await page.settle();
    expect(context.calls).toEqual(['insert local at null', 'rename 12 to s1', 'patch s1']);
    expect(client.queue.resolveId('12')).toBe('s1');
  });

  it('the alias is durable', async () => {
    const { page, context, calls } = contextPage();
    page.goOnline(false);
    context.answer = () => ({ id: '12' });
    calls.create({ id: 'local', first_name: 'Ana' }, {}, context.sink());
    await page.settle();
    page.end();
    const next = openPage(page.browser);
    expect(next.client.queue.resolveId('12')).toBe('local');
    next.client.mutations(PATIENTS).update('12', { last_name: 'Ruiz' });
    await next.page.settle();
    expect(next.page.server.sent(`PATCH ${PATIENTS}/s1`)).toHaveLength(1);
  });

  it('a throw withdraws the mutation as if never made', async () => {
    const { page, client, context, calls } = contextPage();
    context.answer = () => {
      throw new Error('liste pleine');
    };
    const promise = calls.create({ id: 'local' }, {}, context.sink());
    await expect(promise).rejects.toMatchObject({
      code: 'CONTEXT_REJECTED',
      message: expect.stringContaining('liste pleine'),
    });
    expect(calls.getState().failure).toMatchObject({ code: 'CONTEXT_REJECTED' });
    await page.settle();
    expect(client.queue.getPending()).toEqual([]);
    expect(page.server.sent(`POST ${PATIENTS}`)).toEqual([]);
    expect(context.calls).toEqual(['insert local at null']);
    expect(
      [...page.browser.storage.values.values()].filter((value) => value.includes('"local"')),
    ).toEqual([]);
  });

  it('a rejection before the request has left withdraws the mutation, too', async () => {
    const { page, client, context, calls } = contextPage();
    page.goOnline(false);
    context.answer = () => Promise.reject(new Error('refusé'));
    const promise = calls.update('p1', { first_name: 'x' }, {}, context.sink());
    const heard: string[] = [];
    client.queue.on('mutation:discarded', () => heard.push('discarded'));
    await page.settle();
    await expect(promise.synced).rejects.toMatchObject({ code: 'CONTEXT_REJECTED' });
    expect(client.queue.getAll().filter(({ status }) => status === 'pending')).toEqual([]);
    expect(heard).toEqual([]);
  });

  it('a later rejection is reported and changes nothing', async () => {
    const { page, context, calls, received } = contextPage();
    let reject: (reason: Error) => void = () => undefined;
    context.answer = () =>
      new Promise((_, refuse) => {
        reject = refuse;
      });
    const promise = calls.update('p1', { first_name: 'x' }, {}, context.sink());
    await page.advance(2_000);
    await expect(promise).resolves.toMatchObject({ first_name: 'x' });
    reject(new Error('too late'));
    await page.settle();
    expect(received).toContain('CONTEXT_REJECTED_LATE');
  });
});

describe('2.6: the confirmed base', () => {
  it('is previousState when nothing is pending', async () => {
    const { page, context, calls } = contextPage();
    page.server.on(`PATCH ${PATIENTS}/p9`, refusal(400, 'BAD'));
    calls.update(
      'p9',
      { first_name: 'x' },
      { previousState: { id: 'p9', first_name: 'received' } },
      context.sink(),
    );
    context.rows.push({ id: 'p9', first_name: 'x' });
    await page.settle();
    expect(context.rows.at(-1)).toEqual({ id: 'p9', first_name: 'received' });
    expect(page.server.sent('GET')).toEqual([]);
  });

  it('is not previousState when something is pending', async () => {
    const { page, client, calls } = contextPage();
    page.goOnline(false);
    const overlay = client.overlay(PATIENTS);
    calls.update('p1', { first_name: 'a' }, { previousState: { id: 'p1', first_name: 'base' } });
    const second = calls.update(
      'p1',
      { last_name: 'b' },
      { previousState: { id: 'p1', first_name: 'a', last_name: 'wrong' } },
    );
    await quiet();
    await client.queue.discard(second.mutationId);
    expect(overlay.apply([{ id: 'p1', first_name: 'base' }])).toEqual([
      { id: 'p1', first_name: 'a' },
    ]);
  });

  it('is read when it is not known and the row is stale until then', async () => {
    const { page, client, context, calls } = contextPage();
    const overlay = client.overlay(PATIENTS);
    page.server
      .on(`PATCH ${PATIENTS}/p1`, refusal(400, 'BAD'))
      .on(`GET ${PATIENTS}/p1`, 'network-error', ok({ id: 'p1', first_name: 'read', version: 4 }));
    calls.update('p1', { first_name: 'x' }, {}, context.sink({ find: true }));
    await page.settle();
    expect(overlay.isStale('p1')).toBe(true);
    expect(context.rows[0]).toMatchObject({ first_name: 'x' });
    await page.advance(30_000);
    expect(page.server.sent(`GET ${PATIENTS}/p1`)).toHaveLength(2);
    expect(overlay.isStale('p1')).toBe(false);
    expect(context.rows[0]).toMatchObject({ first_name: 'read', version: 4 });
  });

  it('is read as soon where the clock is set back meanwhile', async () => {
    const { page, client, context, calls } = contextPage();
    const overlay = client.overlay(PATIENTS);
    page.server
      .on(`PATCH ${PATIENTS}/p1`, refusal(400, 'BAD'))
      .on(`GET ${PATIENTS}/p1`, 'network-error', ok({ id: 'p1', first_name: 'read' }));
    calls.update('p1', { first_name: 'x' }, {}, context.sink({ find: true }));
    await page.settle();
    page.browser.setClock(-3_600_000);
    await page.advance(30_000);
    expect(overlay.isStale('p1')).toBe(false);
    expect(context.rows[0]).toMatchObject({ first_name: 'read' });
  });

  it('a record that is gone is removed', async () => {
    const { page, context, calls } = contextPage();
    page.server
      .on(`PATCH ${PATIENTS}/p1`, refusal(403, 'NO'))
      .on(`GET ${PATIENTS}`, { status: 200, body: [{ id: 'p2' }, { id: 'p3' }] })
      .on(`GET ${PATIENTS}/p1`, { status: 404 });
    calls.update('p1', { first_name: 'x' }, {}, context.sink({ find: true }));
    await page.settle();
    expect(context.rows.map((row) => row['id'])).toEqual(['p2', 'p3']);
  });
});

describe('2.8: who is driven', () => {
  it('contexts are not called for recovered mutations', async () => {
    const { page, context, calls } = contextPage();
    page.goOnline(false);
    calls.create({ id: 'local' }, {}, context.sink());
    await page.settle();
    page.end();
    const before = context.calls.length;
    const next = openPage(page.browser);
    next.client.queue.getPending();
    await next.page.settle();
    expect(next.page.server.sent(`POST ${PATIENTS}`)).toHaveLength(1);
    expect(context.calls).toHaveLength(before);
  });
});
