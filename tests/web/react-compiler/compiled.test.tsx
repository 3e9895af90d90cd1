// @vitest-environment jsdom
import { act, cleanup, fireEvent, render } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, expect, it } from 'vitest';
import {
  createSyncContext,
  rowKey,
  useAttention,
  usePendingMutations,
  useSyncMutation,
  useSyncStatus,
  useSyncedRows,
} from 'synchrone';
import type { AnyRecord } from 'synchrone';
import { TestPage } from '../react/support/test_page.js';

// Components stand at module level, as the compiler expects; so one page serves the whole file.
const page = new TestPage();
const endpoint = '/api/v1/patients';
page.api.lists[endpoint] = [{ id: 'p1', last_name: 'Martin' }];
const { Provider, useResource } = createSyncContext({ endpoint, name: 'patient' });

function Badges() {
  const { patients, syncState, getPatientById } = useResource();
  return (
    <ul>
      {patients.map((patient) => (
        <li key={rowKey(patient)}>
          {String(patient['last_name'])} {syncState(String(patient['id']))}{' '}
          {String(getPatientById('p1')?.['last_name'])}
        </li>
      ))}
    </ul>
  );
}

function Editor() {
  const value = useResource();
  const { mutate, isPending, error, getPending } = useSyncMutation(value, endpoint);
  return (
    <p>
      <button
        type="button"
        onClick={() => {
          void mutate('p1', { last_name: 'Durand' });
        }}
      >
        Modifier
      </button>
      <output>
        {isPending ? 'en attente' : 'à jour'} {getPending().length} {error ?? 'sans erreur'}
      </output>
    </p>
  );
}

function Queue() {
  const { pending } = useSyncStatus();
  const creates = usePendingMutations({ operation: 'update' });
  const { items } = useAttention();
  return (
    <aside>
      {pending} {creates.length} {items.length}
    </aside>
  );
}

function Laid() {
  const [stored] = useState<readonly AnyRecord[]>([{ id: 'p1', last_name: 'Martin' }]);
  const rows = useSyncedRows(stored, endpoint);
  return <b>{rows.map((row) => String(row['last_name'])).join(' ')}</b>;
}

afterEach(cleanup);

it('2.7: these components are compiled', () => {
  for (const component of [Badges, Editor, Queue, Laid])
    expect(String(component)).toMatch(/\$\[\d+\]/);
});

it('2.7: what compiled components read in a render follows the queue', async () => {
  const { container, getByText } = render(
    <Provider>
      <Badges />
      <Editor />
      <Queue />
      <Laid />
    </Provider>,
  );
  const texts = (): string[] =>
    ['li', 'output', 'aside', 'b'].map((tag) => container.querySelector(tag)?.textContent ?? '');
  await page.settle();
  expect(texts()).toEqual(['Martin synced Martin', 'à jour 0 sans erreur', '0 0 0', 'Martin']);

  fireEvent.click(getByText('Modifier'));
  await page.settle();
  expect(texts()).toEqual(['Durand pending Durand', 'en attente 1 sans erreur', '1 1 0', 'Durand']);

  page.api.last.answer(422, { message: 'Nom invalide' });
  await page.settle();
  expect(texts()).toEqual(['Martin error Martin', 'à jour 0 Nom invalide', '0 0 1', 'Martin']);

  await act(async () => {
    await page.queue.retryAll();
  });
  await page.settle();
  page.api.last.answer(200, { id: 'p1', last_name: 'Durand' });
  await page.settle();
  expect(texts()).toEqual(['Durand synced Durand', 'à jour 0 sans erreur', '0 0 0', 'Durand']);
});
