import { act } from '@testing-library/react';
import { startTransition, StrictMode } from 'react';
import { vi } from 'vitest';
import { rowKey, syncActions } from 'synchrone';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';
import type { Application, Layer } from './applications/shared.js';

export const patience = { timeout: 300_000 };
export const actions = () => syncActions<Patient>(endpoint);
const attach = { resources: { [endpoint]: { queries: ['patients', 'patient'] } } };
const never = {
  resources: { [endpoint]: { queries: ['patients', 'patient'], invalidate: false as const } },
};

const rows = [
  { id: 'p1', name: 'Eve', city: 'Lyon' },
  { id: 'p2', name: 'Bob', city: 'Paris' },
  { id: 'p3', name: 'Ann', city: 'Lyon' },
];

/** An API with these patients; versions: of each record, for `If-Match`. */
export function apiOf(versions = true, given: readonly object[] = rows): ClinicApi {
  const api = new ClinicApi(given.map((row) => (versions ? { ...row, version: 1 } : row)));
  api.versions = versions;
  return api;
}

/** A page of one application, and what it shows. */
export interface Opened {
  readonly page: QueryPage;
  readonly app: Application;
  readonly names: (screen: string) => string;
  readonly rows: (screen: string) => readonly Patient[];
  readonly keys: Record<string, readonly string[]>;
  readonly stored: () => string;
  readonly readAgain: () => Promise<void>;
  /** Shows the record of that id as well. */
  readonly show: (id: string) => Promise<void>;
}

export interface OpenOptions {
  /** Lists are read again after a drain. Default true. */
  isRead?: boolean;
  /** What an earlier page has stored. */
  stored?: string;
  /** An earlier page, or another tab, of the same browser. */
  before?: QueryPage;
  /** Of the record that is shown. Default 'p1'. */
  id?: string;
}

/** Opens the application of a layer, in StrictMode. */
export async function open(
  layer: Layer,
  api: ClinicApi,
  { isRead = true, stored = '', before, id = 'p1' }: OpenOptions = {},
): Promise<Opened> {
  const page = new QueryPage(api, {
    attach: isRead ? attach : never,
    ...(before && { browser: before.browser }),
  });
  if (before) page.online = before.online;
  // RTK Query says by that clock when a read began.
  vi.spyOn(Date, 'now').mockImplementation(() => page.browser.now);
  const app = layer(api, page, stored);
  const shown: Record<string, readonly Patient[]> = {};
  const keys: Record<string, readonly string[]> = {};
  app.start(isRead);
  const show = async (of: string): Promise<void> => {
    await page.mount(
      <StrictMode>
        {app.screens((screen, seen) => {
          shown[screen] = seen;
          keys[screen] = seen.map((row) => rowKey(row, endpoint));
        }, of)}
      </StrictMode>,
    );
    await page.rest();
  };
  await show(id);
  await page.passes(5);
  const rowsOf = (screen: string): readonly Patient[] => shown[screen] ?? [];
  return {
    ...{ page, app, keys, show, rows: rowsOf, stored: () => app.stored() },
    names: (screen) =>
      rowsOf(screen)
        .map(({ name }) => name)
        .join(' '),
    readAgain: async () => {
      await page.passes(5);
      act(() => void app.readAgain());
      await page.rest();
      await frames();
    },
  };
}

/** Redux notifies its hooks in a frame. */
export const frames = (): Promise<void> =>
  act(async () => {
    await new Promise((resolve) => setTimeout(resolve, 30));
  });

/** Changes inside a transition, as an event of a form's action makes them. */
export const changes = (run: () => void): void => act(() => startTransition(run));

/** One edit, one create, one delete. */
export const work = (): void =>
  changes(() => {
    void actions().mutate('p1', { name: 'Mine' });
    void actions().create({ name: 'Zoe', city: 'Lyon' });
    void actions().delete('p3');
  });
