// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { memo, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { syncActions, useRowState } from 'synchrone';
import { useSyncedQuery } from 'synchrone/query';
import { ClinicApi } from './clinic_api.js';
import { endpoint, QueryPage, type Patient } from './query_page.js';

afterEach(cleanup);

const isLong = process.env['SYNCHRONE_LONG'] === '1';
/** What a change costs does not depend on them: in the long run as many as a large clinic has. */
const kRows = isLong ? 10_000 : 2_000;
const kLists = 5;
const kPending = isLong ? 1_000 : 200;
const kShown = 50; // as a virtual table draws them
/** Looks at rows that one changed record may cost a list, however long it is. */
const kLooks = 30;

const actions = () => syncActions<Patient>(endpoint);

/** Rows whose ids count who looks at them. */
function countedRows(looks: { count: number }): Patient[] {
  return Array.from({ length: kRows }, (_, index) => {
    const row = { name: `N${index}`, city: 'Lyon', version: 1 } as Patient;
    return Object.defineProperty(row, 'id', {
      enumerable: true,
      get: () => {
        looks.count += 1;
        return `p${index}`;
      },
    });
  });
}

describe(`1 L1, 2.8: ${kRows} rows in five lists with ${kPending} pending`, () => {
  it('one change looks at its own row of each list, and renders it alone', async () => {
    const looks = { count: 0 };
    const given = countedRows(looks);
    const api = new ClinicApi([{ id: 'p0', name: 'N0', city: 'Lyon', version: 1 }]);
    const page = new QueryPage(api, {
      attach: { resources: { [endpoint]: { queries: ['patients'], invalidate: false } } },
    });
    const rendered: string[] = [];
    const Row = memo(function Row({ row, list }: { row: Patient; list: number }): ReactNode {
      rendered.push(`${list} ${row.name} ${useRowState(row, endpoint)}`);
      return null;
    });
    let belongs = 0;
    const isInLyon = (row: Patient): boolean => {
      belongs += 1;
      return row.city === 'Lyon';
    };
    const List = ({ list }: { list: number }): ReactNode => {
      const { data = [], rowKey } = useSyncedQuery({
        queryKey: ['patients', list],
        queryFn: () => Promise.resolve([...given]),
        structuralSharing: false,
        belongs: isInLyon,
      });
      return data.slice(0, kShown).map((row) => <Row key={rowKey(row)} row={row} list={list} />);
    };
    await page.mount(Array.from({ length: kLists }, (_, list) => <List key={list} list={list} />));
    expect(rendered).toHaveLength(kLists * kShown);
    await page.passes(5);
    await page.goOnline(false);
    act(() => {
      for (let index = 1; index <= kPending; index += 1)
        void actions().mutate(`p${kRows - index}`, { name: `W${index}` });
    });

    const change = async (run: () => void): Promise<void> => {
      rendered.length = 0;
      looks.count = 0;
      belongs = 0;
      act(run);
      await page.settle();
    };
    await change(() => void actions().mutate('p7', { name: 'Mine' }));
    expect(new Set(rendered)).toEqual(
      new Set(Array.from({ length: kLists }, (_, list) => `${list} Mine pending`)),
    );
    expect(looks.count, 'looks at ids').toBeLessThan(kLists * (kLooks + kShown));
    expect(belongs, 'calls of belongs').toBeLessThan(kLists * kLooks);

    // One that is not drawn: no row is rendered.
    await change(() => void actions().mutate(`p${kRows - kPending}`, { name: 'Far' }));
    expect(rendered).toEqual([]);
    expect(looks.count).toBeLessThan(kLists * (kLooks + kShown));
  });
});
