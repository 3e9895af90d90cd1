// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { afterEach, expect, it } from 'vitest';
import {
  createSyncContext,
  usePendingMutations,
  useSyncMutation,
  useSyncStatus,
  useSyncedRows,
} from 'synchrone';
import { patientsEndpoint } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

let root: Root | undefined;

afterEach(() => {
  act(() => root?.unmount());
  cleanup();
});

it('2.7: hydrates what the server rendered without a mismatch, then shows what is queued', async () => {
  const before = new TestPage({ online: false });
  before.client.mutations(patientsEndpoint).create({ id: 'local', last_name: 'Dupont' });
  await before.settle();
  const page = before.reload({ online: false });
  // What is queued is known before the first render: hydration must not show it yet.
  page.client.start();
  const { Provider, useResource } = createSyncContext({
    endpoint: patientsEndpoint,
    name: 'patient',
  });

  const Part = (): ReactNode => {
    const { isPending } = useSyncMutation(null, patientsEndpoint);
    const rows = useSyncedRows<{ id?: unknown; last_name?: unknown }>(
      [{ id: 'p1', last_name: 'Martin' }],
      patientsEndpoint,
    );
    const words = [
      isPending,
      useSyncStatus().pending,
      usePendingMutations().length,
      rows.length,
      useResource().patients.length,
      useResource().getPatientById('local') === undefined,
      useResource().syncState('local'),
    ];
    return <p>{words.join(' ')}</p>;
  };
  const container = document.createElement('div');
  container.innerHTML = '<p>false 0 0 1 0 true synced</p>';
  const mismatches: unknown[] = [];
  await act(async () => {
    root = hydrateRoot(
      container,
      <Provider>
        <Part />
      </Provider>,
      {
        onRecoverableError: (error) => {
          mismatches.push(error);
        },
      },
    );
  });
  await page.settle();
  expect([mismatches, container.textContent]).toEqual([[], 'true 1 1 2 1 false pending']);
});
