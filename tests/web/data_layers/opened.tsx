import { act } from '@testing-library/react';
import { startTransition, StrictMode } from 'react';
import { vi } from 'vitest';
import { syncActions } from 'synchrone';
import { applications } from '../../outside/data_layers/applications/index.js';
import { layers, type LayerName } from '../../outside/data_layers/applications/names.js';
import {
  kKept,
  type Application,
  type Layer,
} from '../../outside/data_layers/applications/shared.js';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';
import type { FakeBrowser } from '../support/fake_page.js';

/** Every layer by its title. */
export const eachLayer = Object.entries(layers).map(
  ([name, title]) => [title, applications[name as LayerName]] as const,
);

export const patience = { timeout: 3_000 };
export const actions = () => syncActions<Patient>(endpoint);

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
  /** The element of a row. */
  readonly lineOf: (screen: string, name: string) => Element | undefined;
  /** What is queued of a row of the list of all. */
  readonly mark: (id: string) => string | undefined;
  /** What the application keeps of the server for its next page. */
  readonly stored: () => string;
  readonly readAgain: () => Promise<void>;
  /** Shows the record of that id as well. */
  readonly show: (id: string) => Promise<void>;
}

export interface OpenOptions {
  /** Lists are read again after a drain. Default true. */
  isRead?: boolean;
  /** An earlier page, or another tab, of the same browser. */
  before?: QueryPage;
  /** Default: that of the earlier page, or a new one. */
  browser?: FakeBrowser;
  /** Id of the record that is shown. Default 'p1'. */
  id?: string;
}

/** What applications keep of the server in a browser. */
const storages = new WeakMap<QueryPage['browser'], Storage>();

function storageOf({ browser }: QueryPage): Storage {
  const known = storages.get(browser) ?? memoryStorage();
  storages.set(browser, known);
  return known;
}

function memoryStorage(): Storage {
  const items = new Map<string, string>();
  return {
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
    key: (index) => [...items.keys()][index] ?? null,
    get length() {
      return items.size;
    },
  };
}

/** Opens the application of a layer, in StrictMode. */
export async function open(
  layer: Layer,
  api: ClinicApi,
  { isRead = true, before, browser = before?.browser, id = 'p1' }: OpenOptions = {},
): Promise<Opened> {
  const page = new QueryPage(api, browser ? { browser } : {});
  if (before) page.online = before.online;
  // RTK Query says by that clock when a read began.
  vi.spyOn(Date, 'now').mockImplementation(() => page.browser.now);
  const storage = storageOf(page);
  const app = layer({ read: (path) => api.read(path), storage, isRead });
  const show = async (of: string): Promise<void> => {
    await page.mount(<StrictMode>{app.screens(of)}</StrictMode>);
    await page.rest();
  };
  await show(id);
  await page.passes(5);
  const linesOf = (screen: string): Element[] => [
    ...document.querySelectorAll(`[data-screen="${screen}"] li`),
  ];
  const lineOf = (screen: string, name: string): Element | undefined =>
    linesOf(screen).find(({ textContent }) => textContent === name);
  return {
    ...{ page, app, show, lineOf },
    stored: () => storage.getItem(kKept) ?? '',
    names: (screen) =>
      linesOf(screen)
        .map(({ textContent }) => textContent)
        .join(' '),
    mark: (of) =>
      linesOf('all')
        .find((line) => line.getAttribute('data-id') === of)
        ?.getAttribute('data-state') ?? undefined,
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
