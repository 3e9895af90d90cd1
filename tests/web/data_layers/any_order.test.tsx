// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endpoint, type Patient } from '../query/query_page.js';
import { randomOf, SlowApi } from '../query/slow_api.js';
import type { Layer } from '../../outside/data_layers/applications/shared.js';
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
const kSteping =
  'create create edit edit edit remove read read time time answer answer answer answer answer';

async function run(application: Layer, seed: number): Promise<void> {
  const random = randomOf(seed);
  const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hasVersions = random() < 0.5;
  const start = [0, 1, 2].map((n) => ({
    ...{ id: `p${n}`, name: `N${n}`, city: pick(kCities) },
    ...(hasVersions && { version: 1 }),
  }));
  const api = new SlowApi(start, () => random() < 0.1);
  api.versions = hasVersions;
  const opened = await open(application, api, { id: 'p0' });
  const { page, app, names } = opened;
  page.queue.configure({ endpoints: { [endpoint]: { idempotencyHeader: true } } });
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
    const sorted = (list: readonly string[]): string => [...list].sort().join(' ').trim();
    for (const [screen, rows] of Object.entries(expected))
      expect(sorted(names(screen).split(' ')), [...log, screen].join('\n')).toBe(
        sorted(rows.map(({ name }) => name)),
      );
    const scrolled = names('endless').split(' ');
    expect(scrolled, [...log, 'endless'].join('\n')).toEqual([...new Set(scrolled)]);
  };

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
    read: () => act(() => void app.readAgain()),
    answer: () => {
      for (let left = Math.ceil(random() * 3); left > 0; left -= 1) {
        const [waiting] = api.waiting.splice(Math.floor(random() * api.waiting.length), 1);
        act(() => waiting?.());
      }
    },
    time: () => page.advance(Math.ceil(random() * (random() < 0.2 ? 4_000 : 400))),
  };

  const stepNames = kSteping.split(' ');
  api.isSlow = true;
  for (let step = 0; step < kSteps; step += 1) {
    const name = pick(stepNames);
    log.push(`${name} ${String(await steps[name]?.())}`);
    await page.rest();
    await frames();
    check();
  }
  api.isSlow = false;
  while (api.waiting.length > 0 || page.queue.getPendingCount() > 0) {
    for (const waiting of api.waiting.splice(0)) act(() => waiting());
    await page.passes(500);
    await frames();
    check();
  }
  await page.passes(6_000);
  await frames();
  check();
  page.end();
}

describe.each(eachLayer)('2.9 %s: reads and writes of one person, in any order', (_, layer) => {
  it.each(Array.from({ length: count }, (_seed, n) => first + n))(
    'each list shows at each moment what they have done: seed %i',
    (seed) => run(layer, seed),
  );
});
