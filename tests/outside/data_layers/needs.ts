import { expect, type Clinic } from './clinic.ts';
import type { LayerName } from './applications/names.ts';

/** What the screens of a clinic need beside a data layer. */
export interface Need {
  readonly title: string;
  /** `npm test` asks two layers; others it asks TanStack Query alone. */
  readonly isQuick?: boolean;
  /** tests/web proves it with each layer (`acceptance.ts`): in a browser in the long run only. */
  readonly isLong?: boolean;
  run(clinic: Clinic, layer: LayerName): Promise<void>;
}

const many = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({ id: `p${n}`, name: `N${n}`, city: 'Nice' }));

export const needs: readonly Need[] = [
  {
    title:
      'offline and after the drain each list shows what belongs to it, and the cache the server’s',
    isQuick: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob Ann', endless: 'Eve Bob Ann', detail: 'Eve' });
      await tab.offline();
      await tab.work();
      await tab.edit('p2', { city: 'Lyon', name: 'Zbob' });
      const all = 'Mine Zbob Zoe';
      const shown = { all, detail: 'Mine', labels: 'MINE ZBOB ZOE' };
      // What joins a list without `compare` comes to its end.
      await tab.shows({ ...shown, Lyon: 'Mine Zoe Zbob', search: 'Zoe Zbob', page: 'Mine Zbob' });
      expect(await tab.kept()).toContain('Ann');
      expect(await tab.kept()).not.toMatch(/Mine|Zoe|Zbob/);
      expect(clinic.methods).toEqual([]);
      await tab.online();
      await tab.isDrained();
      expect(clinic.api.writes).toContain(`PATCH /api/v1/patients/p1 "1"`);
      expect(clinic.methods).toEqual(['DELETE', 'PATCH', 'PATCH', 'POST']);
      await expect.poll(() => tab.kept()).toContain('Zoe');
      await tab.shows({ ...shown, Lyon: all, search: 'Zbob Zoe' });
    },
  },
  {
    title: 'over a stored cache an offline reload shows all, and each change is sent once',
    isQuick: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await expect.poll(() => tab.kept()).toContain('Ann');
      await tab.shows({ all: 'Eve Bob Ann', detail: 'Eve' });
      await tab.offline();
      await tab.work();
      await tab.page.evaluate(
        () => void window.clinic.application?.create({ name: 'Own', city: 'Nice' }),
      );
      await tab.shows({ all: 'Mine Bob Zoe Own' });
      await tab.reload();
      await tab.shows({ all: 'Mine Bob Zoe Own', Lyon: 'Mine Zoe' });
      expect(await tab.markOf('p1')).toBe('pending');
      expect(clinic.methods).toEqual([]);
      await tab.online();
      await tab.isDrained();
      // Two creates are two lanes: the list has them in the order in which they arrived.
      await expect.poll(() => tab.names('all')).toMatch(/^Mine Bob (Zoe Own|Own Zoe)$/);
      await tab.shows({ Lyon: 'Mine Zoe' });
      expect(clinic.methods).toEqual(['DELETE', 'PATCH', 'POST', 'POST']);
    },
  },
  {
    title: 'another tab shows what is pending and what is confirmed, and reads its lists once',
    isQuick: true,
    run: async (clinic, layer) => {
      const one = await clinic.open(layer);
      const other = await clinic.open(layer);
      await other.shows({ all: 'Eve Bob Ann', Lyon: 'Eve Ann', detail: 'Eve' });
      await one.shows({ all: 'Eve Bob Ann' });
      clinic.writes.close();
      await one.work();
      await other.shows({ all: 'Mine Bob Zoe', Lyon: 'Mine Zoe', detail: 'Mine' });
      expect(await other.markOf('p1')).not.toBe('synced');
      const reads = clinic.readsOf('?city=Lyon');
      clinic.writes.open();
      await other.isDrained();
      await expect.poll(() => clinic.readsOf('?city=Lyon')).toBe(reads + 2);
      await other.shows({ all: 'Mine Bob Zoe', Lyon: 'Mine Zoe', detail: 'Mine' });
      expect(await other.markOf('p1')).toBe('synced');
      expect((await other.seen()).drains).toBe(1);
      expect(clinic.methods).toEqual(['DELETE', 'PATCH', 'POST']);
      expect(clinic.readsOf('?city=Lyon')).toBe(reads + 2);
    },
  },
  {
    title: 'a refusal puts every list back in place, and waits for a person on the next page',
    isQuick: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      const before = {
        all: 'Eve Bob Ann',
        Lyon: 'Eve Ann',
        descending: 'Eve Bob Ann',
        detail: 'Eve',
      };
      await tab.shows({ ...before, endless: 'Eve Bob Ann' });
      clinic.writes.close();
      const reads = clinic.api.reads.length;
      await tab.edit('p1', { name: 'refuse', city: 'Nice' });
      await tab.shows({ Lyon: 'Ann', all: 'refuse Bob Ann' });
      clinic.writes.open();
      await tab.shows({ ...before, attention: 'p1Give up' });
      expect((await tab.seen()).refusals).toBe(1);
      expect(await tab.markOf('p1')).toBe('error');
      expect(clinic.api.reads.length - reads, 'reads for it').toBe(0);
      await tab.reload();
      await tab.shows({ ...before, attention: 'p1Give up' });
      await tab.page.getByRole('button', { name: 'Give up' }).click();
      await tab.shows({ ...before, attention: '' });
      expect(await tab.markOf('p1')).toBe('synced');
    },
  },
  {
    title: 'an edit that begins to match a search joins it; refused, it leaves again',
    isLong: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob Ann', search: '' });
      clinic.api.conflict = { error: { code: 'STALE' } };
      clinic.writes.close();
      await tab.edit('p2', { name: 'Zbob' });
      await tab.shows({ search: 'Zbob', all: 'Eve Zbob Ann' });
      clinic.writes.open();
      await tab.shows({ search: '', all: 'Eve Bob Ann' });
    },
  },
  {
    title: 'a created record is on the page where the server has it, and on no other',
    isLong: true,
    run: async (clinic, layer) => {
      clinic.has(many(7));
      const tab = await clinic.open(layer);
      const first = 'N0 N1 N2 N3 N4';
      await tab.shows({ page: first, endless: first });
      clinic.writes.close();
      await tab.create({ name: 'Last', city: 'Nice' });
      await tab.shows({ all: `${first} N5 N6 Last`, page: first, endless: first, Lyon: '' });
      const reads = clinic.readsOf('?page=1');
      clinic.writes.open();
      await tab.isDrained();
      await expect.poll(() => clinic.readsOf('?page=1')).toBe(reads + 1);
      await tab.shows({ all: `${first} N5 N6 Last`, page: first, endless: first, Lyon: '' });
      clinic.api.rows.pop(); // a colleague
      await tab.readAgain();
      await tab.shows({ all: `${first} N5 N6`, page: first, endless: first });
    },
  },
  {
    title:
      'an endless list shows each record once, and one more page undoes nothing on those before',
    isLong: true,
    run: async (clinic, layer) => {
      clinic.has(many(12), false);
      const tab = await clinic.open(layer, '&unread');
      await tab.shows({ endless: 'N0 N1 N2 N3 N4' });
      await tab.edit('p1', { name: 'Mine' });
      await tab.remove('p3');
      await tab.shows({ endless: 'N0 Mine N2 N4' });
      await tab.isDrained();
      await tab.more(); // the server's pages have moved up by one record
      await expect.poll(() => tab.names('endless')).toMatch(/N9|N10/);
      const shown = (await tab.names('endless')).split(' ');
      expect(shown.slice(0, 4)).toEqual(['N0', 'Mine', 'N2', 'N4']);
      expect(new Set(shown).size).toBe(shown.length);
    },
  },
  {
    title: 'a row alone renders for its mark, which is there until its change is confirmed',
    isLong: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer, '&unread');
      await tab.shows({ all: 'Eve Bob Ann' });
      const before = (await tab.seen()).renders;
      clinic.writes.close();
      await tab.edit('p1', { name: 'Mine' });
      await tab.shows({ all: 'Mine Bob Ann' });
      expect(await tab.markOf('p1')).not.toBe('synced');
      clinic.writes.open();
      await expect.poll(() => tab.markOf('p1')).toBe('synced');
      const { p1 = 0, ...others } = (await tab.seen()).renders;
      const { p1: first = 0, ...othersBefore } = before;
      expect(p1).toBeGreaterThan(first);
      expect(others).toEqual(othersBefore);
    },
  },
  {
    title:
      'compare puts a created record in its place, whose element stays when the server names it',
    isLong: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob Ann', descending: 'Eve Bob Ann' });
      clinic.writes.close();
      await tab.create({ name: 'Dan' });
      await tab.shows({ descending: 'Eve Dan Bob Ann', all: 'Eve Bob Ann Dan' });
      const line = (screen: string) =>
        tab.page.locator(`[data-screen="${screen}"] li`, { hasText: 'Dan' });
      const elements = [
        await line('descending').elementHandle(),
        await line('all').elementHandle(),
      ];
      clinic.writes.open();
      await tab.isDrained();
      await expect(line('all')).toHaveAttribute('data-id', 's1');
      await expect(line('descending')).toHaveAttribute('data-id', 's1');
      for (const element of elements)
        expect(await element?.evaluate((node) => [node.isConnected, node.dataset['id']])).toEqual([
          true,
          's1',
        ]);
    },
  },
  {
    title:
      'the page of a local id is shown queued, confirmed and by a bookmark, and never asked for',
    isLong: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob Ann' });
      await tab.offline();
      const id = await tab.create({ name: 'Zoe' });
      await tab.page.evaluate((of) => window.clinic.show(of), id);
      await tab.shows({ detail: 'Zoe', all: 'Eve Bob Ann Zoe' });
      const line = await tab.page.locator('[data-screen="detail"] li').elementHandle();
      await tab.online();
      await tab.isDrained();
      await expect
        .poll(() => line?.evaluate((node) => [node.isConnected, node.dataset['id']]))
        .toEqual([true, 's1']);
      const later = await clinic.open(layer, `&id=${encodeURIComponent(id)}`);
      await later.shows({ detail: 'Zoe', all: 'Eve Bob Ann Zoe' });
      expect(clinic.api.requests.filter((one) => one.includes(id))).toEqual([]);
    },
  },
  {
    title: 'reads on focus and on reconnect, while changes are on their way, undo none of them',
    run: async (clinic, layer) => {
      clinic.has(clinic.api.rows, false);
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob Ann', Lyon: 'Eve Ann', detail: 'Eve' });
      clinic.writes.close();
      await tab.work();
      const expected = { all: 'Mine Bob Zoe', Lyon: 'Mine Zoe', detail: 'Mine' };
      await tab.shows(expected);
      const reads = clinic.readsOf('');
      await tab.page.evaluate(() => {
        for (const name of ['offline', 'online', 'focus']) window.dispatchEvent(new Event(name));
        document.dispatchEvent(new Event('visibilitychange'));
      });
      await tab.readAgain();
      await expect.poll(() => clinic.readsOf('')).toBeGreaterThan(reads);
      await tab.readAgain();
      await tab.shows(expected);
      clinic.writes.open();
      await tab.isDrained();
      await tab.shows(expected);
      expect(clinic.methods).toEqual(['DELETE', 'PATCH', 'POST']);
    },
  },
  {
    title:
      'a read that began before the confirmation undoes nothing, one that began later is right',
    isLong: true,
    run: async (clinic, layer) => {
      clinic.has(clinic.api.rows, false);
      const tab = await clinic.open(layer, '&unread');
      await tab.shows({ all: 'Eve Bob Ann', Lyon: 'Eve Ann', endless: 'Eve Bob Ann' });
      const reads = clinic.readsOf('');
      clinic.reads.close();
      await tab.readAgain();
      await expect.poll(() => clinic.readsOf('')).toBe(reads + 1);
      await tab.work();
      await tab.isDrained();
      await tab.shows({ all: 'Mine Bob Zoe', Lyon: 'Mine Zoe' });
      clinic.reads.open();
      // What arrives later than this edit is shown has come behind the late answer.
      await tab.edit('p2', { name: 'Else' });
      await tab.isDrained();
      await tab.shows({ all: 'Mine Else Zoe', Lyon: 'Mine Zoe' });
      Object.assign(clinic.api.rows[0] ?? {}, { name: 'Eve' }); // a colleague sets it back
      await tab.readAgain();
      await tab.shows({ all: 'Eve Else Zoe', Lyon: 'Eve Zoe' });
    },
  },
  {
    title: 'a drain of 24 changes reads each list once in each of two tabs, when it is over',
    run: async (clinic, layer) => {
      clinic.has(many(24));
      const one = await clinic.open(layer);
      const other = await clinic.open(layer);
      const all = many(24)
        .map((_, n) => `N${n}`)
        .join(' ');
      await one.shows({ all });
      await other.shows({ all, Lyon: '' });
      clinic.writes.close();
      await one.page.evaluate(() =>
        window.clinic.change((patients) => {
          for (let n = 0; n < 24; n += 1) void patients.mutate(`p${n}`, { city: 'Lyon' });
        }),
      );
      const reads = clinic.readsOf('?city=Lyon');
      clinic.writes.open();
      await one.isDrained();
      await other.shows({ Lyon: all });
      // On a busy machine a tab may hear of the next request only after a pause that counts as quiet, and
      // read once more: exactly once is proved with clocks of its own (tests/web/react/outside_components.test.tsx).
      await expect.poll(() => lastReads(clinic)).toBeGreaterThanOrEqual(2);
      expect(clinic.api.writes).toHaveLength(24);
      const longest = 24; // one for each change, as without `onSynced`
      expect(clinic.readsOf('?city=Lyon') - reads).toBeLessThan(longest);
    },
  },
  {
    title: 'what is taken back before it is sent leaves no trace',
    isLong: true,
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      const before = { all: 'Eve Bob Ann', Lyon: 'Eve Ann', endless: 'Eve Bob Ann', detail: 'Eve' };
      await tab.shows(before);
      const held = { holdMs: 600_000 };
      await tab.edit('p1', { name: 'Mine', city: 'Nice' }, held);
      await tab.shows({ all: 'Mine Bob Ann', Lyon: 'Ann', detail: 'Mine' });
      await tab.page.evaluate(async () => {
        for (const { id } of window.clinic.queue.getPending())
          await window.clinic.queue.discard(id);
      });
      await tab.shows(before);
      await tab.edit('p2', { name: 'Else' });
      await tab.isDrained();
      expect(clinic.api.writes).toEqual(['PATCH /api/v1/patients/p2 "1"']);
    },
  },
  {
    title: 'ids may be numbers',
    isLong: true,
    run: async (clinic, layer) => {
      clinic.has(
        [
          { id: 1, name: 'Eve', city: 'Lyon' },
          { id: 2, name: 'Bob', city: 'Paris' },
        ],
        false,
      );
      const tab = await clinic.open(layer);
      await tab.shows({ all: 'Eve Bob' });
      clinic.writes.close();
      await tab.edit(1, { name: 'Mine' });
      await tab.remove(2);
      await tab.shows({ all: 'Mine', Lyon: 'Mine' });
      expect(await tab.markOf('1')).not.toBe('synced');
      const pending = await tab.page.evaluate(() => window.clinic.queue.getPending().length);
      expect(pending).toBe(2);
      clinic.writes.open();
      await tab.isDrained();
      await tab.shows({ all: 'Mine' });
      expect(clinic.methods).toEqual(['DELETE', 'PATCH']);
    },
  },
  {
    title: 'the next person is shown and kept nothing of the former, and reads again',
    run: async (clinic, layer) => {
      const tab = await clinic.open(layer);
      await tab.page.evaluate(() => window.clinic.queue.setUser({ id: 'u1' }));
      await tab.readAgain();
      await tab.shows({ all: 'Eve Bob Ann', endless: 'Eve Bob Ann', detail: 'Eve' });
      await expect.poll(() => tab.kept()).toContain('Ann');
      clinic.site.cut('PATCH');
      await tab.edit('p1', { name: 'Mine' });
      await tab.shows({ all: 'Mine Bob Ann' });
      clinic.has([{ id: 'q1', name: 'Quinn', city: 'Lyon' }]);
      clinic.site.cut();
      await tab.page.evaluate(() => window.clinic.queue.logout());
      await tab.shows({ all: '', Lyon: '', endless: '', detail: '' });
      await expect.poll(() => tab.kept()).not.toMatch(/Eve|Ann|Mine/);
      clinic.site.mend();
      await tab.page.evaluate(() => window.clinic.queue.setUser({ id: 'u2' }));
      await tab.readAgain();
      await tab.shows({ all: 'Quinn', endless: 'Quinn' });
      await expect.poll(() => tab.kept()).toContain('Quinn');
      expect(await tab.kept()).not.toMatch(/Eve|Mine/);
      expect(clinic.api.writes, 'what the former person has queued is theirs').toEqual([]);
    },
  },
];

/** Reads of the list of Lyon behind the last change. */
function lastReads({ api }: Clinic): number {
  const last = api.requests.findLastIndex((one) => one.startsWith('PATCH'));
  return api.requests.slice(last).filter((one) => one.includes('city=Lyon')).length;
}
