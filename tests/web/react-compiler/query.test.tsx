// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { syncActions } from 'synchrone';
import { useSyncedQuery } from 'synchrone/query';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

const api = new ClinicApi([{ id: 'p1', name: 'Ann' }]);
api.versions = false;
const page = new QueryPage(api);
const read = () => api.read(endpoint) as Promise<Patient[]>;
const named = (rows: Patient[]) => rows.map(({ id, name }) => ({ id, name }));

function Marks() {
  const {
    data = [],
    syncState,
    rowKey,
  } = useSyncedQuery({
    queryKey: ['patients'],
    queryFn: read,
    select: named,
  });
  return (
    <ul>
      {data.map((row) => (
        <li key={rowKey(row)}>
          {row.name} {syncState(row)}
        </li>
      ))}
    </ul>
  );
}

afterEach(cleanup);

it('2.7: a compiled list follows the marks of rows that stay the same', async () => {
  expect(String(Marks)).toMatch(/\$\[\d+\]/);
  const { container } = await page.mount(<Marks />);
  const text = () => container.textContent;
  expect(text()).toBe('Ann synced');
  await page.goOnline(false);
  act(() => void syncActions<Patient>(endpoint).mutate('p1', { name: 'Ann' }));
  expect(text(), 'the name that it has').toBe('Ann pending');
  act(() => void syncActions<Patient>(endpoint).mutate('p1', { name: 'Mine' }));
  expect(text()).toBe('Mine pending');
  await page.goOnline(true);
  await page.passes(5_000);
  expect(text(), 'the name that was shown').toBe('Mine synced');
});
