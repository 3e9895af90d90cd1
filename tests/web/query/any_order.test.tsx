// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { StrictMode, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import { useSyncedInfiniteQuery, useSyncedQuery } from 'synchrone/query';
import { endpoint, QueryPage, type Patient } from './query_page.js';
import { randomOf, SlowApi } from './slow_api.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

/** SYNCHRONE_FIRST and SYNCHRONE_COUNT: the seeds. */
const first = Number(process.env['SYNCHRONE_FIRST'] ?? 1);
const count = Number(process.env['SYNCHRONE_COUNT'] ?? (process.env['SYNCHRONE_LONG'] ? 200 : 2));
const kSteps = 60;

const actions = () => syncActions<Patient>(endpoint);

/** What the lists show; undefined: nothing was read, or not all of it. */
type Shown = Record<'all' | 'city' | 'endless', readonly Patient[] | undefined>;

interface Given {
  readonly api: SlowApi;
  readonly shown: Shown;
  readonly options: { readonly structuralSharing: boolean; readonly gcTime: number };
}

function All({ api, shown, options }: Given): ReactNode {
  const { data, rowKey } = useSyncedQuery<Patient[]>({
    queryKey: ['patients'],
    queryFn: () => api.read(endpoint) as Promise<Patient[]>,
    ...options,
  });
  shown.all = data;
  return data?.map((row) => <li key={rowKey(row)}>{row.name}</li>);
}

function InCity({ api, shown, options, city }: Given & { readonly city: string }): ReactNode {
  const { data } = useSyncedQuery<Patient[]>({
    queryKey: ['patients', city],
    queryFn: () => api.read(`${endpoint}?city=${city}`) as Promise<Patient[]>,
    belongs: (row) => row.city === city,
    ...options,
  });
  shown.city = data;
  return null;
}

function Endless({ api, shown, options }: Given): ReactNode {
  const { data, hasNextPage } = useSyncedInfiniteQuery({
    queryKey: ['patients', 'endless'],
    queryFn: ({ pageParam }) =>
      api.read(`${endpoint}?page=${pageParam}`) as Promise<{ data: Patient[]; next?: number }>,
    initialPageParam: 1,
    getNextPageParam: (last) => last.next,
    ...options,
  });
  shown.endless = hasNextPage ? undefined : data?.pages.flatMap((page) => page.data);
  return null;
}

const kCities = ['Lyon', 'Paris'];

const textOf = (rows: Iterable<Patient>): string[] =>
  [...rows].map(({ name, city }) => `${name} ${city}`).sort();

async function run(seed: number): Promise<void> {
  const random = randomOf(seed);
  const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const hasVersions = random() < 0.5;
  const options = {
    structuralSharing: random() < 0.7,
    gcTime: random() < 0.3 ? 0 : Infinity,
  };
  const start = [0, 1, 2].map((n) => ({
    ...{ id: `p${n}`, name: `N${n}`, city: pick(kCities) },
    ...(hasVersions && { version: 1 }),
  }));
  const api = new SlowApi(start, () => random() < 0.1);
  api.versions = hasVersions;
  const page = new QueryPage(api);
  page.queue.configure({ endpoints: { [endpoint]: { idempotencyHeader: true } } });
  const shown: Shown = { all: undefined, city: undefined, endless: undefined };
  /** The records as their person has left them. */
  const wanted = new Map<string, Patient>(start.map((row) => [row.id, { ...row }]));
  const log = [`seed ${seed} ${JSON.stringify({ hasVersions, ...options })}`];
  let city: string | null = 'Lyon';
  let made = 0;

  const mount = (): Promise<unknown> =>
    page.mount(
      <StrictMode>
        <All {...{ api, shown, options }} />
        {city !== null && <InCity {...{ api, shown, options, city }} />}
        <Endless {...{ api, shown, options }} />
      </StrictMode>,
    );
  const check = (): void => {
    const all = [...wanted.values()];
    const expected = { all, city: all.filter((row) => row.city === city), endless: all };
    for (const list of ['all', 'city', 'endless'] as const) {
      const rows = shown[list];
      if (rows) expect(textOf(rows), [...log, list].join('\n')).toEqual(textOf(expected[list]));
    }
  };

  const steps: Record<string, () => unknown> = {
    create: () => {
      const data = { name: `M${(made += 1)}`, city: pick(kCities) };
      act(() => {
        const { id } = actions().create(data).record;
        wanted.set(id, { ...data, id });
      });
      return data.name;
    },
    edit: () => {
      const id = pick([...wanted.keys()]);
      const changes = random() < 0.5 ? { name: `E${(made += 1)}` } : { city: pick(kCities) };
      Object.assign(wanted.get(id) ?? {}, changes);
      act(() => void actions().mutate(id, changes));
      return `${id} ${JSON.stringify(changes)}`;
    },
    remove: () => {
      if (wanted.size < 2) return 'nothing';
      const id = pick([...wanted.keys()]);
      wanted.delete(id);
      act(() => void actions().delete(id));
      return id;
    },
    read: () => {
      const cancelRefetch = random() < 0.5;
      act(() => void page.queryClient.refetchQueries({ type: 'active' }, { cancelRefetch }));
      return cancelRefetch;
    },
    answer: () => {
      for (let left = Math.ceil(random() * 3); left > 0; left -= 1) {
        const [waiting] = api.waiting.splice(Math.floor(random() * api.waiting.length), 1);
        act(() => waiting?.());
      }
    },
    filter: async () => {
      city = pick([...kCities, null]);
      shown.city = undefined;
      await mount();
      return city;
    },
    time: () => page.advance(Math.ceil(random() * (random() < 0.2 ? 4_000 : 400))),
  };
  const names =
    'create create edit edit edit remove read read filter time time answer answer answer answer answer'.split(
      ' ',
    );

  await mount();
  await page.passes(5);
  api.isSlow = true;
  for (let step = 0; step < kSteps; step += 1) {
    const name = pick(names);
    log.push(`${name} ${String(await steps[name]?.())}`);
    await page.rest();
    check();
  }
  api.isSlow = false;
  while (api.waiting.length > 0 || page.queue.getPendingCount() > 0) {
    for (const waiting of api.waiting.splice(0)) act(() => waiting());
    await page.passes(500);
    check();
  }
  await page.passes(6_000);
  check();
  expect(textOf(api.rows as unknown as Patient[]), log.join('\n')).toEqual(textOf(wanted.values()));
  page.end();
}

describe('2.9: reads and writes of one person, in any order', () => {
  it.each(Array.from({ length: count }, (_, n) => first + n))(
    'each list shows at each moment what they have done: seed %i',
    run,
  );
});
