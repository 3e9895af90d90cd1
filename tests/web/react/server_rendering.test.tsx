import { useContext, type ReactNode } from 'react';
import { renderToString } from 'react-dom/server';
import { afterEach, describe, expect, it, vi } from 'vitest';
import {
  createSyncContext,
  getMutationQueue,
  rowKey,
  useAttention,
  useIsStale,
  useMutationEntry,
  useOptimisticMutation,
  usePendingMutations,
  useSyncMutation,
  useSyncStatus,
  useSyncedRows,
} from 'synchrone';
import { PatientContext, PatientProvider } from '../fixtures/seed-app/src/PatientContext.jsx';
import { patientsEndpoint } from './support/subjects.js';

const loads = vi.hoisted(() => ({ count: 0 }));

// What would compile the module.
vi.mock('synchrone-module', () => ({
  default: () => {
    loads.count += 1;
    throw new Error('the module was loaded');
  },
}));

/** Everything of the platform that a page would use, replaced by stubs that record each call. */
const touched: string[] = [];
for (const name of ['fetch', 'setTimeout', 'setInterval', 'BroadcastChannel'] as const) {
  vi.stubGlobal(name, () => {
    touched.push(name);
  });
}

const { Provider, Context } = createSyncContext({ endpoint: patientsEndpoint, name: 'patient' });

function Everything({ context }: { context: unknown }): ReactNode {
  const { isPending, isSending, waiting, error, failure } = useSyncMutation(
    context,
    patientsEndpoint,
    { references: ['a'] },
  );
  const theme = useOptimisticMutation(
    (name: string) => name,
    () => undefined,
  );
  const rows = useSyncedRows([{ id: 'p1', last_name: 'Martin' }], patientsEndpoint);
  const status = useSyncStatus();
  const seen = [
    isPending,
    isSending,
    waiting,
    error,
    failure,
    theme.isPending,
    rows.map((row) => `${rowKey(row)} ${row.last_name}`),
    status.pending,
    status.online,
    usePendingMutations().length,
    useAttention().items.length,
    useMutationEntry('m1') ?? 'unknown',
    useIsStale(patientsEndpoint, 'p1'),
  ];
  return <p>{JSON.stringify(seen)}</p>;
}

const Existing = (): ReactNode => <Everything context={useContext(PatientContext)} />;
const Synced = (): ReactNode => {
  const value = useContext(Context);
  return (
    <>
      <Everything context={value} />
      <b>{JSON.stringify([value?.patients, value?.isLoading, value?.error])}</b>
    </>
  );
};

const inert = '[false,false,null,null,null,false,["p1 Martin"],0,true,0,0,"unknown",false]';
const textOf = (html: string): string => html.replaceAll('&quot;', '"').replaceAll(/<[^>]*>/g, '');

afterEach(() => {
  expect([loads.count, touched]).toEqual([0, []]);
});

describe('2.7: server rendering is inert: no module, no globals, nothing queued', () => {
  it('with an existing context', () => {
    expect(
      textOf(
        renderToString(
          <PatientProvider>
            <Existing />
          </PatientProvider>,
        ),
      ),
    ).toBe(inert);
  });

  it('with createSyncContext, which has no rows and is loading', () => {
    expect(
      textOf(
        renderToString(
          <Provider>
            <Synced />
          </Provider>,
        ),
      ),
    ).toBe(`${inert}[[],true,null]`);
  });

  it('a rendering does not use the context value of an earlier one', () => {
    renderToString(
      <PatientProvider>
        <Existing />
      </PatientProvider>,
    );
    expect(textOf(renderToString(<Everything context={null} />))).toBe(inert);
  });

  it('3.1: getMutationQueue() at module level is inert too', () => {
    expect(typeof getMutationQueue().enqueue).toBe('function');
  });
});
