// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import { syncedQueryOptions, useSyncedQuery } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(cleanup);

const actions = () => syncActions<Patient>(endpoint);

describe('2.9: syncedQueryOptions', () => {
  it('a prefetched list knows when its read began', async () => {
    const api = new ClinicApi([{ id: 'p1', name: 'A' }]);
    api.versions = false;
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
    });
    const options = syncedQueryOptions({
      queryKey: ['patients'],
      queryFn: () => api.read(endpoint) as Promise<Patient[]>,
    });
    let names: readonly string[] = [];
    const List = (): ReactNode => {
      names = (useSyncedQuery(options).data ?? []).map(({ name }) => name);
      return null;
    };
    await page.mount(<List />);
    act(() => void actions().mutate('p1', { name: 'Mine' }));
    await page.rest();
    Object.assign(api.rows[0] ?? {}, { name: 'A' });
    await page.passes(50);
    await act(() => page.queryClient.prefetchQuery({ ...options, staleTime: 0 }));
    await page.rest();
    expect(names).toEqual(['A']);
  });
});
