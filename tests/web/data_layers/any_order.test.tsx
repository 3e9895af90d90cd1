// @vitest-environment jsdom
import { IDBFactory } from 'fake-indexeddb';
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endpoint, type Patient } from '../query/query_page.js';
import { randomOf, SlowApi } from '../query/slow_api.js';
import type { Layer } from '../../outside/data_layers/applications/shared.js';
import { FakeBrowser } from '../support/fake_page.js';
import { indexedDbRests } from '../support/indexed_db.js';
import { actions, changes, eachLayer, frames, open } from './opened.js';

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  onlineManager.setOnline(true);
});

/** SYNCHRONE_FIRST and SYNCHRONE_COUNT: the seeds. */
const first = Number(process.env['SYNCHRONE_FIRST'] ?? 1);
const count = Number(process.env['SYNCHRONE_COUNT'] ?? (process.env['SYNCHRONE_LONG'] ? 40 : 1));
const kSteps = 40;
const kCities = ['Lyon', 'Paris'];
const kStepNames =
  'create create edit edit edit remove read read time time answer answer answer answer colleague reload';

async function run(application: Layer, seed: number): Promise<void> {
  const random = randomOf(seed * 2_654_435);
  const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hasVersions = random() < 0.5;
  const start = [0, 1, 2].map((n) => ({
    ...{ id: `p${n}`, name: `N${n}`, city: pick(kCities) },
    ...(hasVersions && { version: 1 }),
  }));
  const api = new SlowApi(start, () => random() < 0.1);
  api.versions = hasVersions;
  const browser = new FakeBrowser();
  browser.indexedDb = new IDBFactory();
  let opened = await open(application, api, { id: 'p0', browser });
  const begin = (): void => {
    opened.page.queue.configure({ endpoints: { [endpoint]: { idempotencyHeader: true } } });
    opened.page.queue.setUser({ id: 'u1' });
  };
  /** The records as their person has left them. */
  const wanted = new Map<string, Patient>(start.map((row) => [row.id, { ...row }]));
  const log = [`seed ${seed} ${JSON.stringify({ hasVersions })}`];
  let made = 0;

  const check = (): void => {
    const all = [...wanted.values()];
    const expected = {
      all,
      descending: all,
      Lyon: all.filter(({ city }) => city === 'Lyon'),
      search: all.filter(({ name }) => name.includes('Z')),
      detail: all.filter(({ id }) => id === 'p0'),
    };
    for (const [screen, rows] of Object.entries(expected))
      expect(sorted(namesIn(screen).filter(isOwn)), [...log, screen].join('\n')).toBe(
        sorted(rows.map(({ name }) => name)),
      );
    for (const screen of [...Object.keys(expected), 'endless', 'page'])
      expect(namesIn(screen), [...log, screen].join('\n')).toEqual([...new Set(namesIn(screen))]);
  };
  const namesIn = (screen: string): string[] => opened.names(screen).split(' ').filter(Boolean);
  const sorted = (list: readonly string[]): string => [...list].sort().join(' ');

  const steps: Record<string, () => unknown> = {
    create: () => {
      const data = { name: `${pick(['M', 'Z'])}${(made += 1)}`, city: pick(kCities) };
      changes(() => {
        const { id } = actions().create(data).record;
        wanted.set(id, { ...data, id });
      });
      return data.name;
    },
    edit: () => {
      const id = pick([...wanted.keys()]);
      const name = `${pick(['E', 'Z'])}${(made += 1)}`;
      const edit = random() < 0.5 ? { name } : { city: pick(kCities) };
      Object.assign(wanted.get(id) ?? {}, edit);
      changes(() => void actions().mutate(id, edit));
      return `${id} ${JSON.stringify(edit)}`;
    },
    remove: () => {
      if (wanted.size < 2) return 'nothing';
      const id = pick([...wanted.keys()]);
      wanted.delete(id);
      changes(() => void actions().delete(id));
      return id;
    },
    read: () => act(() => void opened.app.readAgain()),
    answer: () => {
      for (let left = Math.ceil(random() * 3); left > 0; left -= 1) {
        const [waiting] = api.waiting.splice(Math.floor(random() * api.waiting.length), 1);
        act(() => waiting?.());
      }
    },
    colleague: () => {
      const name = `C${(made += 1)}`;
      const theirs = api.rows.filter((row) => !isOwn(String(row['name'])));
      if (theirs.length > 1 && random() < 0.3) api.rows.splice(api.rows.indexOf(pick(theirs)), 1);
      else if (theirs.length > 0 && random() < 0.5)
        Object.assign(pick(theirs), { name, ...(hasVersions && { version: made + 1 }) });
      else
        api.rows.push({ id: `c${made}`, name, city: 'Lyon', ...(hasVersions && { version: 1 }) });
      return name;
    },
    reload: async () => {
      if (random() < 0.6) return 'not';
      const { page } = opened;
      for (let turn = 0; turn < 3; turn += 1) {
        await page.passes(1_000); // what was confirmed is kept, also after what is just written
        await indexedDbRests();
      }
      cleanup();
      page.end();
      api.isSlow = false;
      opened = await open(application, api, { id: 'p0', before: page });
      begin();
      await act(indexedDbRests);
      await opened.page.passes(5);
      api.isSlow = true;
      return '';
    },
    time: () => opened.page.advance(Math.ceil(random() * (random() < 0.2 ? 4_000 : 400))),
  };

  begin();
  await opened.readAgain();
  const stepNames = kStepNames.split(' ');
  api.isSlow = true;
  for (let step = 0; step < kSteps; step += 1) {
    const name = pick(stepNames);
    log.push(`${name} ${String(await steps[name]?.())}`);
    await opened.page.rest();
    await frames();
    check();
  }
  api.isSlow = false;
  while (api.waiting.length > 0 || opened.page.queue.getPendingCount() > 0) {
    for (const waiting of api.waiting.splice(0)) act(() => waiting());
    await opened.page.passes(500);
    await frames();
    check();
  }
  await opened.page.passes(6_000);
  await frames();
  check();
  await opened.readAgain();
  check();
  const there = api.rows.map(({ name }) => String(name));
  expect(sorted(namesIn('all')), log.join('\n')).toBe(sorted(there));
  expect(sorted(there.filter(isOwn)), log.join('\n')).toBe(
    sorted([...wanted.values()].map(({ name }) => name)),
  );
  opened.page.end();
}

const isOwn = (name: string): boolean => !name.startsWith('C');

describe.each(eachLayer)('2.9: %s: reads and writes of one person, in any order', (_, layer) => {
  it.each(Array.from({ length: count }, (_seed, n) => first + n))(
    'each list shows at each moment what they have done: seed %i',
    (seed) => run(layer, seed),
  );
});
