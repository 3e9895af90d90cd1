// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { createMemoryRouter } from 'react-router';
import { afterEach, describe, expect, it } from 'vitest';
import { onSynced, syncActions } from 'synchrone';
import { routesWithForms, WithForms } from '../../outside/data_layers/applications/router_forms.js';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

afterEach(cleanup);

const rows = [
  { id: 'p1', name: 'Ann', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
];

async function open(page: QueryPage, api: ClinicApi, path = '/') {
  const router = createMemoryRouter(routesWithForms(api), { initialEntries: [path] });
  const end = onSynced(endpoint, () => void router.revalidate());
  render(<WithForms router={router} />);
  await page.rest();
  const text = (name: string): string => screen.queryByTestId(name)?.textContent ?? '';
  return { router, end, text, go: (to: string) => act(() => router.navigate(to)) };
}

describe('2.8: a router with loaders and actions, and forms', () => {
  it('an action creates offline, redirects to the record, and the page stays when it is confirmed', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { router, text, end } = await open(page, api);
    expect(text('all')).toBe('Ann Bob');
    await page.goOnline(false);
    fireEvent.submit(screen.getByTestId('new'));
    await page.rest();
    expect(router.state.location.pathname).toMatch(/^\/patients\/.+/);
    expect(text('all')).toBe('Ann Bob New');
    const form = screen.getByTestId('detail');
    expect(form.querySelector('h1')?.textContent).toBe('New');
    expect(form.dataset['state']).toBe('pending');
    const local = form.dataset['id'] ?? '';
    await page.goOnline(true);
    await page.rest();
    await page.passes(400);
    expect(screen.getByTestId('detail')).toBe(form);
    expect(form.dataset).toMatchObject({ id: 's1', state: 'synced' });
    expect(text('all')).toBe('Ann Bob New');
    expect(api.reads.filter((one) => one.includes(local))).toEqual([]);
    expect(api.writes).toHaveLength(1);
    end();
  });

  it('a bookmark of the former id finds the record on a later page', async () => {
    const api = new ClinicApi(rows);
    const first = new QueryPage(api);
    const { record } = syncActions<Patient>(endpoint).create({ name: 'New' });
    await first.rest();
    const page = new QueryPage(api, { browser: first.browser });
    const { end } = await open(page, api, `/patients/${record.id}`);
    expect(screen.getByTestId('detail').querySelector('h1')?.textContent).toBe('New');
    expect(screen.getByTestId('detail').dataset['id']).toBe('s1');
    end();
  });

  it('what is typed stays when another change of the record is confirmed', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { end } = await open(page, api, '/patients/p1');
    const name = screen.getByTestId<HTMLInputElement>('name');
    const city = screen.getByTestId<HTMLInputElement>('city');
    await act(async () => {
      fireEvent.input(name, { target: { value: 'Typed' } });
      await Promise.resolve();
    });
    act(() => void syncActions<Patient>(endpoint).mutate('p1', { city: 'Nice' }));
    await page.rest();
    await page.passes(400);
    expect([name.value, city.value]).toEqual(['Typed', 'Nice']);
    fireEvent.submit(screen.getByTestId('detail'));
    await page.rest();
    await page.passes(400);
    expect(api.rows[0]).toMatchObject({ name: 'Typed', city: 'Nice' });
    end();
  });

  it('confirmed work is shown by routes that are opened later, whatever their loaders had read', async () => {
    const api = new ClinicApi(rows);
    const page = new QueryPage(api);
    const { text, go, end } = await open(page, api, '/lyon');
    expect(text('Lyon')).toBe('Ann');
    await go('/patients/p2');
    act(() => {
      void syncActions<Patient>(endpoint).mutate('p2', { city: 'Lyon', name: 'Bobby' });
      void syncActions<Patient>(endpoint).delete('p1');
    });
    expect(text('all')).toBe('Bobby');
    await page.rest();
    await go('/lyon');
    await page.rest();
    expect(text('Lyon')).toBe('Bobby');
    await page.passes(400);
    expect(text('all')).toBe('Bobby');
    end();
  });
});
