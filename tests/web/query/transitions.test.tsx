// @vitest-environment jsdom
import { keepPreviousData, onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import {
  Activity,
  startTransition,
  Suspense,
  useDeferredValue,
  useLayoutEffect,
  useState,
  type ReactNode,
} from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import { useSyncedQuery, useSyncedSuspenseQuery } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

const actions = () => syncActions<Patient>(endpoint);
const never = {
  attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
} as const;
const rows = [
  { id: 'p1', name: 'Ann', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
  { id: 'p3', name: 'Eve', city: 'Lyon' },
];
const withoutVersions = (): ClinicApi => {
  const api = new ClinicApi(rows);
  api.versions = false;
  return api;
};
const read = (api: ClinicApi, query = '') => api.read(endpoint + query) as Promise<Patient[]>;

describe('2.8: React: transitions, hidden trees', () => {
  it('a change inside a transition shows at once, and no fallback comes back', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    const shown: string[] = [];
    let setCity: (city: string) => void = () => undefined;
    const List = ({ city }: { city: string }): ReactNode => {
      const { data } = useSyncedSuspenseQuery<Patient[]>({
        queryKey: ['patients', city],
        queryFn: () => read(api, `?city=${city}`),
        belongs: (row) => row.city === city,
      });
      useLayoutEffect(() => void shown.push(data.map(({ name }) => name).join(' ')));
      return null;
    };
    const Fallback = (): ReactNode => {
      useLayoutEffect(() => void shown.push('fallback'));
      return null;
    };
    const App = (): ReactNode => {
      const [city, set] = useState('Lyon');
      setCity = set;
      return (
        <Suspense fallback={<Fallback />}>
          <List city={city} />
        </Suspense>
      );
    };
    await page.mount(<App />);
    await page.rest();
    expect(shown.at(-1)).toBe('Ann Eve');
    shown.length = 0;
    let open: () => void = () => undefined;
    api.gate = new Promise((resolve) => {
      open = resolve;
    });
    act(() => {
      startTransition(() => {
        void actions().create({ name: 'New', city: 'Lyon' });
        setCity('Paris');
      });
    });
    expect(shown).not.toContain('fallback');
    expect(shown.at(-1)).toBe('Ann Eve New');
    act(() => void actions().mutate('p1', { name: 'Anna' }));
    expect(shown.at(-1)).toBe('Anna Eve New');
    await page.rest();
    open();
    api.gate = undefined;
    await page.rest();
    expect(shown).not.toContain('fallback');
    expect(shown.at(-1)).toBe('Bob');
  });

  it('a deferred filter ends with the right rows', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    let set: (text: string) => void = () => undefined;
    let names: string[] = [];
    const App = (): ReactNode => {
      const [text, setText] = useState('');
      set = setText;
      const deferred = useDeferredValue(text);
      const { data = [] } = useSyncedQuery<Patient[]>({
        queryKey: ['patients', deferred],
        queryFn: () => read(api, deferred === '' ? '' : `?search=${deferred}`),
        belongs: (row) => row.name.includes(deferred),
        placeholderData: keepPreviousData,
      });
      names = data.map(({ name }) => name);
      return null;
    };
    await page.mount(<App />);
    await page.goOnline(false);
    act(() => void actions().create({ name: 'Boris' }));
    await page.goOnline(true);
    act(() => set('Bo'));
    await page.rest();
    await page.passes(400);
    expect([...names].sort()).toEqual(['Bob', 'Boris']);
  });

  it('a hidden tree that is shown again has what changed meanwhile', async () => {
    const api = withoutVersions();
    const page = new QueryPage(api, never);
    let names: readonly string[] = [];
    const List = (): ReactNode => {
      const { data = [] } = useSyncedQuery<Patient[]>({
        queryKey: ['patients'],
        queryFn: () => read(api),
      });
      names = data.map(({ name }) => name);
      return null;
    };
    await page.mount(
      <Activity mode="visible">
        <List />
      </Activity>,
    );
    await page.passes(5);
    await page.mount(
      <Activity mode="hidden">
        <List />
      </Activity>,
    );
    act(() => {
      void actions().mutate('p1', { name: 'Mine' });
      void actions().create({ name: 'New', city: 'Lyon' });
      void actions().delete('p2');
    });
    await page.rest();
    await page.mount(
      <Activity mode="visible">
        <List />
      </Activity>,
    );
    expect(names).toEqual(['Mine', 'Eve', 'New']);
  });
});
