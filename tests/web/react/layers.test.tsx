// @vitest-environment jsdom
import { cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { mount, names, patientsEndpoint, subjects, type Mounted } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const rows = [
  { id: 'p1', last_name: 'Martin', version: 1 },
  { id: 'p2', last_name: 'Bernard', version: 1 },
];

describe.each(subjects)('with %s', (_, subject) => {
  async function open(page = new TestPage()): Promise<Mounted> {
    page.api.lists[patientsEndpoint] = rows;
    return mount(page, subject(page));
  }

  const calls = [
    [
      'create',
      (on: Mounted) => on.hook.create({ last_name: 'Dupont' }),
      ['Martin', 'Bernard', 'Dupont'],
    ],
    [
      'mutate',
      (on: Mounted) => on.hook.mutate('p1', { last_name: 'Durand' }),
      ['Durand', 'Bernard'],
    ],
    ['delete', (on: Mounted) => on.hook.delete('p1'), ['Bernard']],
  ] as const;

  describe.each(calls)('%s', (_name, call, shown) => {
    it('1, 5.1: hands the change to React and to storage inside the call, in one write and one commit, and no request before it', async () => {
      const mounted = await open();
      const { writes } = mounted.page;
      const made = mounted.during(() => {
        const promise = call(mounted);
        expect(mounted.page.writes).toBe(writes + 1);
        return promise;
      });
      expect(mounted.commits()).toBe(1);
      expect(names(mounted.rows)).toEqual(shown);
      expect(mounted.page.api.writes).toHaveLength(0);
      expect(made.mutationId).not.toBe('');
    });

    it('2.4: isPending is false during L1, true while it is in L2, false when it is confirmed', async () => {
      const mounted = await open();
      expect([mounted.hook.isPending, mounted.hook.error]).toEqual([false, null]);
      mounted.during(() => {
        void call(mounted);
        expect(mounted.hook.isPending).toBe(false);
      });
      await mounted.page.settle();
      expect([mounted.hook.isPending, mounted.hook.isSending]).toEqual([true, true]);
      mounted.page.api.last.answer(200, { id: 'p1', last_name: 'Durand' });
      await mounted.page.settle();
      expect([mounted.hook.isPending, mounted.hook.isSending, mounted.hook.error]).toEqual([
        false,
        false,
        null,
      ]);
    });

    it('2.3: a refusal rejects with a SyncMutationError after the view has been rolled back', async () => {
      const mounted = await open();
      const seen: unknown[] = [];
      const made = mounted.during(() => call(mounted));
      made.catch((error: unknown) => {
        seen.push(error);
      });
      await mounted.page.settle();
      mounted.page.api.last.answer(422, {
        code: 'REFUSED_BY_RULE',
        message: 'Refusé par une règle',
      });
      await mounted.page.settle();
      expect(names(mounted.rows).toSorted()).toEqual(['Bernard', 'Martin']);
      expect(seen).toMatchObject([
        { name: 'SyncMutationError', code: 'REFUSED_BY_RULE', status: 422 },
      ]);
      expect(mounted.hook.isPending).toBe(false);
    });

    it('2.3, 1: offline it resolves with the optimistic record, and goes out when the network is back', async () => {
      const mounted = await open();
      await mounted.page.goOnline(false);
      const made = mounted.during(() => call(mounted));
      await mounted.page.settle();
      expect(await made).toEqual(made.record);
      expect(names(mounted.rows)).toEqual(shown);
      expect([mounted.hook.isPending, mounted.hook.waiting]).toEqual([true, 'offline']);
      await mounted.page.goOnline(true);
      mounted.page.api.last.answer(200, { id: 'p1', last_name: 'Durand' });
      await mounted.page.settle();
      expect(await made.settled).toMatchObject({ status: 'synced' });
      expect([mounted.hook.isPending, mounted.hook.waiting]).toEqual([false, null]);
    });
  });

  it('2.3: create gives the optimistic record at once, is applied and durable, and resolves with the confirmed one', async () => {
    const mounted = await open();
    const made = mounted.during((hook) => hook.create({ last_name: 'Dupont' }));
    expect(made.record).toMatchObject({ last_name: 'Dupont', id: expect.any(String) as string });
    expect(await made.applied).toEqual({ durable: true });
    await mounted.page.settle();
    expect(mounted.page.api.last).toMatchObject({
      method: 'POST',
      path: patientsEndpoint,
      body: { last_name: 'Dupont' },
    });
    mounted.page.api.last.answer(201, { id: 's1', last_name: 'Dupont', version: 1 });
    await mounted.page.settle();
    const confirmed = { id: 's1', last_name: 'Dupont', version: 1 };
    expect([await made, await made.synced]).toEqual([confirmed, confirmed]);
    expect(mounted.rows.at(-1)).toEqual(confirmed);
  });

  it('2.3: delete resolves with { id, deleted: true }', async () => {
    const mounted = await open();
    const made = mounted.during((hook) => hook.delete('p2'));
    await mounted.page.settle();
    expect(mounted.page.api.last).toMatchObject({
      method: 'DELETE',
      path: `${patientsEndpoint}/p2`,
    });
    mounted.page.api.last.answer(204);
    await mounted.page.settle();
    expect(await made).toEqual({ id: 'p2', deleted: true });
  });

  it('1: fields that the answer leaves out are kept', async () => {
    const mounted = await open();
    mounted.during((hook) => hook.mutate('p1', { email: 'a@b.fr' }));
    await mounted.page.settle();
    mounted.page.api.last.answer(200, { id: 'p1', version: 2 });
    await mounted.page.settle();
    expect(mounted.rows[0]).toEqual({ id: 'p1', last_name: 'Martin', email: 'a@b.fr', version: 2 });
  });

  it('1: a refusal takes one change out and leaves the newer ones', async () => {
    const mounted = await open();
    mounted.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    await mounted.page.settle();
    mounted.during((hook) => hook.mutate('p1', { email: 'a@b.fr' }));
    mounted.page.api.last.answer(422, { message: 'non' });
    await mounted.page.settle();
    expect(mounted.rows[0]).toMatchObject({ last_name: 'Martin', email: 'a@b.fr' });
  });

  it('3.5: an edit of a record that is not created yet waits for it and goes to its new id', async () => {
    const mounted = await open();
    const made = mounted.during((hook) => hook.create({ last_name: 'Dupont' }));
    const localId = String(made.record['id']);
    mounted.during((hook) => hook.mutate(localId, { last_name: 'Dupond' }));
    await mounted.page.settle();
    expect(mounted.page.api.writes).toHaveLength(1);
    mounted.page.api.last.answer(201, { id: 's1', last_name: 'Dupont' });
    await mounted.page.settle();
    expect(mounted.page.api.last).toMatchObject({
      method: 'PATCH',
      path: `${patientsEndpoint}/s1`,
      body: { last_name: 'Dupond' },
    });
    expect(mounted.rows.at(-1)).toMatchObject({ id: 's1', last_name: 'Dupond' });
    mounted.page.api.last.answer(200, { id: 's1', last_name: 'Dupond' });
    await mounted.page.settle();
    mounted.during((hook) => hook.delete(localId));
    expect(names(mounted.rows)).toEqual(['Martin', 'Bernard']);
  });

  it('2.4: after a reload isPending is true again, and the change is shown', async () => {
    const before = await open();
    await before.page.goOnline(false);
    before.during((hook) => hook.create({ last_name: 'Dupont' }));
    before.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    before.during((hook) => hook.delete('p2'));
    await before.page.settle();
    before.unmount();

    const after = await open(before.page.reload({ online: false }));
    expect(names(after.rows)).toEqual(['Durand', 'Dupont']);
    expect([after.hook.isPending, after.hook.getPending().length]).toEqual([true, 3]);
    expect(after.hook.error).toBeNull();
  });

  it('2.8: what an earlier page left stays shown when it is confirmed', async () => {
    const before = await open();
    await before.page.goOnline(false);
    before.during((hook) => hook.create({ last_name: 'Dupont' }));
    before.during((hook) => hook.mutate('p1', { last_name: 'Durand' }));
    before.during((hook) => hook.delete('p2'));
    await before.page.settle();
    before.unmount();

    const after = await open(before.page.reload());
    for (const write of after.page.api.writes) {
      const answer = {
        POST: { id: 's1', last_name: 'Dupont' },
        PATCH: { id: 'p1', last_name: 'Durand', version: 2 },
      };
      if (write.method === 'DELETE') write.answer(204);
      else write.answer(200, answer[write.method as 'POST' | 'PATCH']);
    }
    await after.page.settle();
    expect(after.hook.isPending).toBe(false);
    expect(names(after.rows)).toEqual(['Durand', 'Dupont']);
  });
});
