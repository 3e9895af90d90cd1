// @vitest-environment jsdom
import { onlineManager } from '@tanstack/react-query';
import { act, cleanup } from '@testing-library/react';
import { Suspense, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  syncActions,
  useSyncedRecord as useRecord,
  useSyncedRows,
  type SyncedRowsOptions,
} from 'synchrone';
import {
  useSyncedInfiniteQuery,
  useSyncedQuery,
  useSyncedRecord,
  useSyncedSuspenseQuery,
  useSyncedSuspenseRecord,
} from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(() => {
  cleanup();
  onlineManager.setOnline(true);
});

interface Given extends SyncedRowsOptions<Patient> {
  readonly of?: string;
}

/** What a hook shows of an answer. */
type Show = (answer: unknown, options: Given) => unknown;

const queryOf = (answer: unknown, { of, ...options }: Given) => ({
  queryKey: ['patients'],
  queryFn: () => Promise.resolve(answer as Patient[]),
  ...(of !== undefined && { endpoint: of }),
  ...options,
});

const lists: Readonly<Record<string, Show>> = {
  useSyncedQuery: (answer, options) => useSyncedQuery(queryOf(answer, options)).data,
  useSyncedSuspenseQuery: (answer, options) =>
    useSyncedSuspenseQuery(queryOf(answer, options)).data,
  useSyncedInfiniteQuery: (answer, options) =>
    useSyncedInfiniteQuery<Patient[]>({
      ...queryOf(answer, options),
      initialPageParam: 0,
      getNextPageParam: () => null,
    }).data?.pages[0],
  useSyncedRows: (answer, { of = endpoint, ...options }) =>
    useSyncedRows(answer as Patient[], of, options),
};

const recordOf = (answer: unknown, { of = endpoint }: Given) => ({
  endpoint: of,
  id: 'p1',
  queryKey: () => ['patient', 'p1'],
  queryFn: () => Promise.resolve(answer as Patient),
});

const records: Readonly<Record<string, Show>> = {
  'useSyncedRecord of synchrone/query': (answer, options) =>
    useSyncedRecord(recordOf(answer, options)).data,
  useSyncedSuspenseRecord: (answer, options) =>
    useSyncedSuspenseRecord(recordOf(answer, options)).data,
  useSyncedRecord: (answer, { of = endpoint }) => useRecord(answer as Patient, of),
};

/** Shows the answer by that hook, while something is queued. */
async function show(hook: Show, answer: unknown, ...given: readonly Given[]) {
  const page = new QueryPage(new ClinicApi([]));
  const shown: unknown[] = [];
  const Screen = ({ at, options }: { at: number; options: Given }): ReactNode => {
    shown[at] = hook(answer, options);
    return null;
  };
  await page.mount(
    <Suspense>
      {(given.length > 0 ? given : [{}]).map((options, at) => (
        <Screen key={at} {...{ at, options }} />
      ))}
    </Suspense>,
  );
  await page.goOnline(false);
  act(() => void syncActions<Patient>(endpoint).create({ name: 'New' }));
  await page.rest();
  return { page, shown };
}

const ann = { id: 'p1', name: 'Ann' };
const bob = { id: 'p2', name: 'Bob' };

describe.each(Object.entries(lists))('2.8: %s is given', (name, hook) => {
  it('rows without ids: they are shown as they came', async () => {
    const rows = [{ uuid: 1 }, ann, { uuid: 2 }];
    const { page, shown } = await show(hook, rows);
    expect((shown[0] as unknown[]).slice(0, 3)).toEqual(rows);
    expect(page.toldCodes).toContain('ROW_WITHOUT_ID');
  });

  it.each([
    ['text', 'loading'],
    ['an object without rows', { total: 3 }],
    ['a number', 7],
  ])('%s for rows: it comes back as it is', async (_, answer) => {
    const { page, shown } = await show(hook, answer);
    expect(shown[0]).toEqual(answer);
    expect(page.toldCodes).toContain(
      name === 'useSyncedRows' ? 'ROWS_NOT_A_LIST' : 'ROWS_NOT_FOUND',
    );
  });

  it.each(['belongs', 'compare'])(
    'a `%s` that throws: the rows are shown as they came',
    async (option) => {
      const throws = (): never => {
        throw new TypeError('of undefined');
      };
      const { page, shown } = await show(hook, [ann, bob], { [option]: throws });
      expect(shown[0]).toEqual([ann, bob]);
      expect(page.toldCodes).toContain('LIST_OPTION_THREW');
    },
  );

  it('the rows of another endpoint: both are shown, and it is said', async () => {
    const { page, shown } = await show(hook, [ann, bob], {}, { of: '/api/v1/doctors' });
    expect(shown[1]).toEqual([ann, bob]);
    expect(page.toldCodes).toContain('LIST_OF_TWO_ENDPOINTS');
  });
});

describe.each(Object.entries(records))('2.8: %s is given', (_, hook) => {
  it.each([
    ['an envelope', { success: true, data: ann }],
    ['a list', [ann]],
    ['text', 'loading'],
    ['a record without an id', { name: 'Ann' }],
  ])('%s for a record: it is shown as it came', async (_title, answer) => {
    const { page, shown } = await show(hook, answer);
    expect(shown[0]).toEqual(answer);
    expect(page.toldCodes).toContain('ROW_WITHOUT_ID');
  });

  it('the record of another endpoint: it is said', async () => {
    const { page, shown } = await show(hook, ann, {}, { of: '/api/v1/doctors' });
    expect(shown).toEqual([ann, ann]);
    expect(page.toldCodes).toContain('LIST_OF_TWO_ENDPOINTS');
  });
});

describe('what a diagnostic of a list says', () => {
  it.each([
    'ROW_WITHOUT_ID',
    'ROWS_NOT_A_LIST',
    'ROWS_NOT_FOUND',
    'LIST_OPTION_THREW',
    'LIST_OF_TWO_ENDPOINTS',
    'LIST_WITHOUT_BELONGS',
    'CREATED_WITH_OTHER_FIELDS',
    'READ_TIME_UNKNOWN',
    'SELECT_THREW',
    'NO_BASE',
  ])('%s names the hook, and what to do', async (code) => {
    const page = new QueryPage(new ClinicApi([]));
    page.client.complain(code as never, endpoint);
    await page.rest();
    const [{ message = '' } = {}] = page.diagnostics;
    expect(message).toMatch(/useSynced(Rows|Query|Record)/);
    expect(message).toMatch(/\b(Give|Let|Read|Show)\b/);
  });
});
