// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useState, type ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import {
  readFor,
  syncActions,
  useSyncedRecord,
  useSyncedRows,
  type AnyRecord,
  type SyncedRowsOptions,
} from 'synchrone';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const endpoint = '/api/v1/patients';

interface Shown {
  rows: readonly AnyRecord[];
  set(rows: readonly AnyRecord[]): void;
}

/** Lists of one endpoint, each with rows of its own. */
function lists(
  ...given: readonly (readonly [readonly AnyRecord[], SyncedRowsOptions<AnyRecord>])[]
) {
  const shown: Shown[] = given.map(([rows]) => ({ rows, set: () => undefined }));
  const List = ({ index }: { index: number }): ReactNode => {
    const [initial, options] = given[index] ?? [[], {}];
    const [rows, set] = useState(initial);
    const seen = useSyncedRows(rows, endpoint, options);
    shown[index] = { rows: seen, set };
    return null;
  };
  render(given.map((_, index) => <List key={index} index={index} />));
  const of = (index: number): Shown => {
    const list = shown[index];
    if (!list) throw new Error('not rendered');
    return list;
  };
  return {
    names: (index = 0) => of(index).rows.map((row) => row['name']),
    rows: (index = 0) => of(index).rows,
    set: (index: number, rows: readonly AnyRecord[]) => act(() => of(index).set(rows)),
  };
}

const ann = { id: 'p1', name: 'Ann', city: 'Lyon', version: 1 };
const bob = { id: 'p2', name: 'Bob', city: 'Paris', version: 1 };
const eve = { id: 'p3', name: 'Eve', city: 'Lyon', version: 1 };

const actions = () => syncActions(endpoint);
const byName = (a: AnyRecord, b: AnyRecord): number =>
  String(a['name']).localeCompare(String(b['name']));
const isInLyon = (row: AnyRecord): boolean => row['city'] === 'Lyon';

/** Answers each write as a server does that makes ids and versions. */
async function answerAll(page: TestPage, from = 0): Promise<void> {
  for (let index = from; index < page.api.writes.length; index += 1) {
    const write = page.api.writes[index];
    if (!write) continue;
    const id = write.method === 'POST' ? `s${index}` : write.path.split('/').at(-1);
    if (write.method === 'DELETE') write.answer(204);
    else write.answer(200, { ...write.body, id, version: 2 });
    await page.settle();
  }
}

describe('2.8: a created record shows', () => {
  const cases: readonly [string, SyncedRowsOptions<AnyRecord>, readonly string[]][] = [
    ['last by default', {}, ['Ann', 'Eve', 'Dora']],
    ['first', { place: 'start' }, ['Dora', 'Ann', 'Eve']],
    ['nowhere', { place: 'none' }, ['Ann', 'Eve']],
    ['not behind the last row of an incomplete list', { complete: false }, ['Ann', 'Eve']],
    [
      'where place says in an incomplete list',
      { complete: false, place: 'end' },
      ['Ann', 'Eve', 'Dora'],
    ],
    ['where compare puts it', { compare: byName }, ['Ann', 'Dora', 'Eve']],
    [
      'where compare puts it in a page',
      { compare: byName, complete: false },
      ['Ann', 'Dora', 'Eve'],
    ],
    [
      'not in the page where compare puts it behind it',
      { compare: byName, complete: false },
      ['Ann', 'Eve'],
    ],
  ];
  it.each(cases)('%s', async (name, options, expected) => {
    const page = new TestPage();
    const shown = lists([[ann, eve], options]);
    await page.settle();
    const added = name.startsWith('not in the page') ? 'Zoe' : 'Dora';
    act(() => void actions().create({ name: added }));
    expect(shown.names()).toEqual(expected);
    await answerAll(page);
    expect(shown.names(), 'and stays there when it is confirmed').toEqual(expected);
  });

  it('first where it is the newest of several', async () => {
    const page = new TestPage();
    const shown = lists([[ann], { place: 'start' }]);
    await page.settle();
    act(() => {
      void actions().create({ name: 'One' });
      void actions().create({ name: 'Two' });
    });
    expect(shown.names()).toEqual(['Two', 'One', 'Ann']);
  });

  it('in a list that an edit brings it into, in the order of the list', async () => {
    const page = new TestPage();
    const shown = lists(
      [[ann, bob, eve], {}],
      [[ann, eve], { belongs: isInLyon, compare: byName }],
    );
    await page.settle();
    act(() => void actions().mutate('p2', { city: 'Lyon' }));
    expect(shown.names(1)).toEqual(['Ann', 'Bob', 'Eve']);
    act(() => void actions().mutate('p1', { city: 'Nice' }));
    expect(shown.names(1)).toEqual(['Bob', 'Eve']);
  });
});

describe('2.8, 2.9: several lists of one endpoint', () => {
  it('all show what was confirmed, also much later and without a new read', async () => {
    const page = new TestPage();
    const shown = lists([[ann, bob, eve], {}], [[ann, eve], { belongs: isInLyon }]);
    await page.settle();
    act(() => {
      void actions().mutate('p1', { name: 'Anna' });
      void actions().create({ name: 'Dora', city: 'Lyon' });
      void actions().delete('p3');
    });
    await page.settle();
    await answerAll(page);
    await page.advance(31_500);
    act(() => void actions().mutate('p2', { name: 'Bobby' }));
    expect(shown.names(0)).toEqual(['Anna', 'Bobby', 'Dora']);
    expect(shown.names(1)).toEqual(['Anna', 'Dora']);
  });
});

describe('2.9: rows that readFor has read', () => {
  const reading = (page: TestPage, rows: readonly AnyRecord[]) => async () => {
    await Promise.resolve();
    page.browser.now += 5;
    return [...rows];
  };

  it('are the list’s when the read began after the confirmation: also a value that was there before', async () => {
    const page = new TestPage();
    const unversioned = { id: 'p1', name: 'Ann' };
    const shown = lists([[unversioned], {}]);
    await page.settle();
    act(() => void actions().mutate('p1', { name: 'Anna' }));
    await page.settle();
    page.api.last.answer(200, { id: 'p1', name: 'Anna' });
    await page.settle();
    page.browser.now += 5;
    // A colleague has set the former name again; the row is the former object, as a cache shares it.
    shown.set(0, await readFor(reading(page, [unversioned])));
    expect(shown.names()).toEqual(['Ann']);
  });

  it('undo nothing when the read began before the confirmation', async () => {
    const page = new TestPage();
    const unversioned = { id: 'p1', name: 'Ann' };
    const shown = lists([[unversioned], {}]);
    await page.settle();
    let arrives: (rows: readonly AnyRecord[]) => void = () => undefined;
    const late = readFor(
      () =>
        new Promise<readonly AnyRecord[]>((resolve) => {
          arrives = resolve;
        }),
    );
    act(() => void actions().mutate('p1', { name: 'Anna' }));
    page.browser.now += 5;
    await page.settle();
    page.api.last.answer(200, { id: 'p1', name: 'Anna' });
    await page.settle();
    arrives([{ ...unversioned }]);
    shown.set(0, await late);
    expect(shown.names()).toEqual(['Anna']);
  });

  it('say who is in the list: a created record leaves one page of several', async () => {
    const page = new TestPage();
    const shown = lists([[ann], { place: 'end' }]);
    await page.settle();
    act(() => void actions().create({ name: 'Dora' }));
    await page.settle();
    await answerAll(page);
    expect(shown.names()).toEqual(['Ann', 'Dora']);
    page.browser.now += 5;
    shown.set(0, await readFor(reading(page, [ann])));
    expect(shown.names()).toEqual(['Ann']);
  });

  it('are known inside the answer too', async () => {
    new TestPage();
    const answer = await readFor(() => Promise.resolve({ data: [ann], total: 1 }));
    const { getSyncClient } = await import('synchrone/core');
    expect(getSyncClient().layers.readBegan(answer.data)).toBeGreaterThan(0);
    expect(getSyncClient().layers.readBegan([])).toBeUndefined();
  });
});

describe('2.6: rows of a list are the bases of changes', () => {
  it('If-Match names their version', async () => {
    const page = new TestPage();
    lists([[ann, bob], {}]);
    await page.settle();
    act(() => void actions().mutate('p2', { name: 'Bobby' }));
    await page.settle();
    expect(page.api.last.headers.get('If-Match')).toBe('"1"');
    expect(page.toldCodes).not.toContain('NO_BASE');
  });

  it('the record of a detail page is a base, too', async () => {
    const page = new TestPage();
    const Detail = (): ReactNode => String(useSyncedRecord(ann, endpoint)?.['name']);
    render(<Detail />);
    await page.settle();
    act(() => void actions().delete('p1'));
    await page.settle();
    expect(page.api.last.headers.get('If-Match')).toBe('"1"');
  });

  it('a change of a record that no list shows is said to go without it, once', async () => {
    const page = new TestPage();
    lists([[ann], {}]);
    await page.settle();
    act(() => {
      void actions().mutate('p2', { name: 'Bobby' });
      void actions().delete('p3');
    });
    await page.settle();
    expect(page.toldCodes.filter((code) => code === 'NO_BASE')).toHaveLength(1);
  });

  it('nothing is said where the API gets no versions', async () => {
    const page = new TestPage();
    page.queue.configure({ endpoints: { [endpoint]: { ifMatch: false } } });
    lists([[ann], {}]);
    await page.settle();
    act(() => void actions().mutate('p2', { name: 'Bobby' }));
    await page.settle();
    expect(page.toldCodes).not.toContain('NO_BASE');
  });
});

describe('2.8: a wrong list', () => {
  it('belongs or compare throws: the rows stay as they came, and a diagnostic says so', async () => {
    const throws = (): never => {
      throw new TypeError('reading name of undefined');
    };
    for (const options of [{ belongs: throws }, { compare: throws }]) {
      const page = new TestPage();
      const shown = lists([[ann, bob], options]);
      await page.settle();
      act(() => void actions().create({ name: 'Dora' }));
      expect(shown.rows()).toEqual([ann, bob]);
      await page.settle();
      expect(page.toldCodes).toContain('LIST_OPTION_THREW');
      cleanup();
    }
  });

  it.each([
    ['an object', { data: [ann] }],
    ['text', 'loading'],
  ])('%s instead of rows comes back as it is', async (_, wrong) => {
    const page = new TestPage();
    const shown = lists([wrong as unknown as readonly AnyRecord[], {}]);
    await page.settle();
    act(() => void actions().create({ name: 'Dora' }));
    expect(shown.rows()).toBe(wrong);
    await page.settle();
    expect(page.toldCodes).toContain('ROWS_NOT_A_LIST');
  });

  it('nothing yet is nothing, without a diagnostic', async () => {
    const page = new TestPage();
    const shown = lists([undefined as unknown as readonly AnyRecord[], {}]);
    await page.settle();
    act(() => void actions().create({ name: 'Dora' }));
    expect(shown.rows()).toBeUndefined();
    await page.settle();
    expect(page.toldCodes).not.toContain('ROWS_NOT_A_LIST');
  });

  it('one list under two endpoints is named', async () => {
    const page = new TestPage();
    const rows = [ann, bob];
    const Both = (): ReactNode => {
      useSyncedRows(rows, endpoint);
      useSyncedRows(rows, '/api/v1/doctors');
      return null;
    };
    render(<Both />);
    await page.settle();
    expect(page.toldCodes).toContain('LIST_OF_TWO_ENDPOINTS');
  });

  it('several lists that differ, without belongs, are named when a record is created', async () => {
    const page = new TestPage();
    lists([[ann, bob], {}], [[ann], {}]);
    await page.settle();
    expect(page.toldCodes).not.toContain('LIST_WITHOUT_BELONGS');
    act(() => void actions().create({ name: 'Dora' }));
    await page.settle();
    expect(page.toldCodes).toContain('LIST_WITHOUT_BELONGS');
  });

  it('nothing is said while one of them was not read yet', async () => {
    const page = new TestPage();
    const { set, names } = lists([[], {}], [[ann, bob], {}]);
    await page.settle();
    act(() => void actions().create({ name: 'Dora' }));
    await page.settle();
    expect([names(0), names(1)]).toEqual([['Dora'], ['Ann', 'Bob', 'Dora']]);
    set(0, [ann, bob]);
    expect(page.toldCodes).not.toContain('LIST_WITHOUT_BELONGS');
  });

  it('nothing is said of lists that agree', async () => {
    const page = new TestPage();
    lists([[ann, bob], {}], [[ann, bob], {}]);
    await page.settle();
    act(() => void actions().create({ name: 'Dora', city: 'Lyon' }));
    await page.settle();
    expect(page.toldCodes).not.toContain('LIST_WITHOUT_BELONGS');
  });
});
