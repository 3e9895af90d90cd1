// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { readFor, syncActions, useSyncedRows, type SyncedRowsOptions } from 'synchrone';
import { ClinicApi } from '../query/clinic_api.js';
import { endpoint, QueryPage, type Patient } from '../query/query_page.js';

afterEach(cleanup);

type Rows = readonly Patient[];
type Options = SyncedRowsOptions<Patient>;

const ann = { id: 'p1', name: 'Ann' };
const zoe = { name: 'Zoe', city: 'Lyon' };
const create = (record: object): void => act(() => void syncActions(endpoint).create(record));

/** A page whose creates the server makes, and answers when it is asked to. */
function opened(given: readonly object[] = [ann]) {
  const api = new ClinicApi(given);
  const page = new QueryPage(api, { attach: { resources: {} } });
  const fetch = api.fetch.bind(api);
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  api.fetch = async (url, init) => {
    const done = await fetch(url, init);
    if (init.method === 'POST') await held;
    return done;
  };
  const shown = { rows: [] as Rows, options: {} as Options, seen: [] as Rows };
  const List = (): ReactNode => {
    shown.seen = useSyncedRows(shown.rows, endpoint, shown.options);
    return null;
  };
  const show = async (rows: Rows, options: Options = {}): Promise<void> => {
    Object.assign(shown, { rows, options });
    await page.mount(<List />);
  };
  const names = (): string => shown.seen.map(({ name }) => name).join(' ');
  const read = (): Promise<Rows> => api.read(endpoint) as Promise<Rows>;
  return { api, page, show, names, read, answer: () => act(async () => answer()) };
}

describe('2.8: a list that is shown while the answer to a create is on its way', () => {
  /** A read that begins before the create and ends after it. */
  async function readDuring({ api, page, read }: ReturnType<typeof opened>, by: typeof readFor) {
    const [began, list] = [page.browser.now, api.read.bind(api)];
    let go: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (go = resolve));
    api.read = async (path) => {
      await held;
      return list(path);
    };
    const reading = by(read);
    await page.passes(5);
    create(zoe);
    await page.passes(5);
    go();
    return { rows: await reading, began, ended: page.browser.now };
  }

  it('shows its record once, of rows that readFor has read', async () => {
    const one = opened();
    const { rows } = await readDuring(one, readFor);
    expect(rows).toHaveLength(2);
    await one.show(rows);
    expect(one.names()).toBe('Ann Zoe');
    await one.answer();
    await one.page.rest();
    expect(one.names()).toBe('Ann Zoe');
  });

  it.each([
    ['as it is', 0],
    ['set forward', 3_600_000],
  ])(
    'shows its record once where the application says when the rows had come, by a clock %s',
    async (_, by) => {
      const one = opened();
      await readFor(one.read);
      one.page.browser.setClock(by);
      const { rows, began, ended } = await readDuring(one, (read) => read());
      await one.show(rows, { readBegan: began, readEnded: ended });
      expect(one.names()).toBe('Ann Zoe');
    },
  );

  it.each([
    ['as it is', 0],
    ['set forward', 3_600_000],
  ])('hides no equal record that had come before, by a clock %s', async (_, by) => {
    const one = opened([ann, { id: 'p2', ...zoe }]);
    await readFor(one.read); // the page's clock goes on from here
    one.page.browser.setClock(by);
    const began = one.page.browser.now;
    const rows = await one.read();
    const ended = one.page.browser.now;
    await one.page.passes(5);
    create(zoe);
    await one.page.rest();
    await one.show(rows, { readBegan: began, readEnded: ended });
    expect(one.names()).toBe('Ann Zoe Zoe');
  });

  it('takes no row for it that readFor had read before', async () => {
    const one = opened([ann, { id: 'p2', ...zoe }]);
    const rows = await readFor(one.read);
    await one.page.passes(5);
    create(zoe);
    await one.page.rest();
    await one.show([...rows]);
    expect(one.names()).toBe('Ann Zoe Zoe');
  });
});

/** Shows a list, creates the record, and reads the list again with that row in it. */
async function readWith(sent: object, row: object) {
  const one = opened();
  await one.show([ann]);
  create({ name: 'Zoe', ...sent });
  await one.page.rest();
  await one.show([ann, { id: 's1', name: 'Zoe', ...row }]);
  return one;
}

describe('2.8: a row holds what was sent in a form of the server', () => {
  it.each([
    ['a moment in another zone', '2026-03-12T09:00:00+01:00', '2026-03-12T08:00:00.000Z'],
    ['a time of the wall', '2026-03-12T09:00', '2026-03-12T09:00:00Z'],
    ['a time of SQL', '2026-03-12T09:00', '2026-03-12 09:00:00'],
    ['a day', '1980-03-12', '1980-03-12T00:00:00.000Z'],
    ['a phone number', '06 12 34 56 78', '+33612345678'],
    ['a number as text', 12, '12'],
    ['other case and space', ' Lyon', 'LYON'],
    ['composed letters', 'Ame\u0301lie', 'Amélie'],
    ['the record that an id refers to', 'd1', { id: 'd1', name: 'Dr' }],
    ['records that ids refer to', ['d1', 'd2'], [{ id: 'd1' }, { id: 'd2' }]],
    ['more members', { street: 'Rue', zip: '' }, { id: 7, street: 'Rue', zip: null }],
  ])('%s: it is shown once', async (_, sent, got) => {
    const { names } = await readWith({ value: sent }, { value: got });
    expect(names()).toBe('Ann Zoe');
  });

  it.each([
    ['another time', '2026-03-12T09:00', '2026-03-12T09:30:00Z'],
    ['another day', '1980-03-12', '1980-03-13T00:00:00.000Z'],
    ['another phone number', '06 12 34 56 78', '+33612345679'],
    ['a longer number', 100_000, 1_000_000],
    ['another record', 'd1', { id: 'd2' }],
    ['more records', ['d1'], [{ id: 'd1' }, { id: 'd2' }]],
    ['another member', { street: 'Rue' }, { street: 'Quai' }],
    ['nothing in its place', { street: 'Rue' }, null],
  ])('%s: it is another record', async (_, sent, got) => {
    const { names } = await readWith({ value: sent }, { value: got });
    expect(names()).toBe('Ann Zoe Zoe');
  });
});

describe('2.8: whose record a row is', () => {
  it('an API that keeps our ids says so: an equal record of a colleague is shown', async () => {
    const one = opened();
    one.page.queue.configure({ endpoints: { [endpoint]: { clientIds: true } } });
    await one.show([ann]);
    create(zoe);
    await one.page.rest();
    await one.show([ann, { id: 'p9', ...zoe }]);
    expect(one.names()).toBe('Ann Zoe Zoe');
  });

  it('a record with none of the fields of the rows is said, once', async () => {
    const one = opened();
    await one.show([ann]);
    create({ full_name: 'Zoe' });
    create({ full_name: 'Yan' });
    await one.page.rest();
    expect(one.page.toldCodes.filter((code) => code === 'CREATED_WITH_OTHER_FIELDS')).toHaveLength(
      1,
    );
  });

  it('nothing is said of a record with some of them, nor of an empty list', async () => {
    const one = opened();
    await one.show([]);
    create({ full_name: 'Zoe' });
    await one.page.rest();
    expect(one.page.toldCodes).toEqual([]);
    const other = opened();
    await other.show([ann]);
    create({ name: 'Zoe', town: 'Lyon' });
    await other.page.rest();
    expect(other.page.toldCodes).toEqual([]);
  });
});
