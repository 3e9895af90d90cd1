import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FakeBrowser, FakePage } from '../support/fake_page.js';
import { PATIENTS } from '../support/open_page.js';
import { TestClient } from '../support/test_client.js';
import { ok } from '../support/scripted_server.js';
import type { EndpointOptions } from '../../../web/src/types/index.js';

/** A page that notes the text of each body. */
class ListeningPage extends FakePage {
  readonly bodies: string[] = [];
  override fetch(url: string, init: RequestInit): Promise<Response> {
    if (typeof init.body === 'string') this.bodies.push(init.body);
    return super.fetch(url, init);
  }
}

function openPage(options: EndpointOptions = {}, rows: readonly object[] = []) {
  const page = new ListeningPage(new FakeBrowser());
  const client = new TestClient(page);
  client.queue.configure({ endpoints: { [PATIENTS]: { idempotencyHeader: true, ...options } } });
  const store = client.resource(PATIENTS);
  store.setConfirmed(rows as never);
  page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
  page.server.onPrefix(`${PATIENTS}/`, { status: 204 });
  page.server.on(`POST ${PATIENTS}`, ok({ id: 'n1' }, 201));
  return { page, client, store, calls: client.mutations(PATIENTS) };
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** How the numbers of a text are spelled. */
const numbersIn = (text: string): string[] =>
  (text.match(STRING_OR_NUMBER) ?? []).filter((token) => !token.startsWith('"')).sort();

/** What a server reads that cannot hold half a character. */
const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\ufffd');

function withWellFormedText(value: unknown): unknown {
  if (typeof value === 'string') return wellFormed(value);
  if (Array.isArray(value)) return value.map(withWellFormedText);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [wellFormed(name), withWellFormedText(member)]),
  );
}

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.array(fc.integer({ min: 0, max: 0xffff })).map((units) => String.fromCharCode(...units)),
  fc.constantFrom('__proto__', 'constructor', 'toString', 'then', '', '\u2028', '\\', '"', '/'),
);
const anyNumber = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.constantFrom(0, 2 ** 53, 2 ** 53 + 2, 1e21, 123456789012345680000, 5e-324, 1.7e308),
);
const { anyValue } = fc.letrec<{ anyValue: unknown }>((tie) => ({
  anyValue: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.oneof(anyText, anyNumber, fc.boolean(), fc.constant(null)),
    fc.array(tie('anyValue'), { maxLength: 4 }),
    fc.dictionary(anyText, tie('anyValue'), { maxKeys: 4 }),
  ),
}));
const anyFields = fc.dictionary(
  anyText.filter((name) => name !== 'id'),
  anyValue,
  { maxKeys: 5 },
);

describe('2.6, 7.3: what a caller passes is what the server reads', () => {
  it('a created record, and a whole record with its changes, are sent as JSON.stringify writes them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyFields, anyFields), { minLength: 5, maxLength: 20 }),
        async (records) => {
          const rows = records.map(([base], index) => ({ ...base, id: `p${index}` }));
          const { page, calls } = openPage({ method: 'PUT', ordering: 'fifo' }, rows);
          const expected: object[] = [];
          for (const [index, [base, changes]] of records.entries()) {
            const id = `p${index}`;
            void calls.create(base);
            // Something has changed in any case.
            void calls.update(id, { ...changes, at: `${index}` });
            expected.push(base, { ...base, id, ...changes, at: `${index}` });
          }
          await page.advance(1_000);
          expect(page.bodies).toHaveLength(expected.length);
          for (const [index, body] of page.bodies.entries()) {
            const wanted = withWellFormedText(JSON.parse(JSON.stringify(expected[index])));
            expect(JSON.parse(body)).toEqual(wanted);
            expect(numbersIn(body)).toEqual(numbersIn(JSON.stringify(wanted)));
          }
        },
      ),
      { numRuns: 12 },
    );
  });

  it.each([2 ** 53, 2 ** 60, 123456789012345680000, 1e21, 5e-324, 0.1])(
    '%d is a number in a create, in an edit, in the rows, and for toServer',
    async (count) => {
      const seen: unknown[] = [];
      const toServer = (record: object): object => {
        seen.push((record as { count: unknown }).count);
        return record;
      };
      const { page, calls, store } = openPage({ toServer }, [{ id: 'p1' }]);
      void calls.create({ count });
      void calls.update('p1', { count });
      await page.advance(1_000);
      expect(page.bodies.map((body) => JSON.parse(body) as unknown)).toEqual([
        { count },
        { count },
      ]);
      expect(seen).toEqual([count, count]);
      expect(store.getRows()).toEqual([
        { id: 'p1', count },
        { id: 'n1', count },
      ]);
    },
  );

  it('a number that JavaScript cannot hold is text in the rows, and never null', async () => {
    const { page, calls, store } = openPage();
    const numbers = '"a":9007199254740993,"b":1e400,"c":-1E+999,"d":1e308,"e":0.10';
    page.server.on(`POST ${PATIENTS}`, { status: 201, body: `{"id":"n1",${numbers}}` });
    void calls.create({});
    await page.advance(1_000);
    expect(store.getRows()).toEqual([
      { id: 'n1', a: '9007199254740993', b: '1e400', c: '-1E+999', d: 1e308, e: 0.1 },
    ]);
  });
});

describe('3.5a: an id is the one that was given', () => {
  it.each<[unknown, string]>([
    [12n, '12'],
    [9007199254740993n, '9007199254740993'],
    ['a/b', 'a%2Fb'],
    ['%2e%2e', '%252e%252e'],
    ['..;x=1', '..%3Bx%3D1'],
    ['a?b#c', 'a%3Fb%23c'],
    ['😀', '%F0%9F%98%80'],
    // Half a character is none, and nothing else either.
    ['a\ud83d', 'a%EF%BF%BD'],
    ['\udc00b', '%EF%BF%BDb'],
    ['__proto__', '__proto__'],
    ['toString', 'toString'],
  ])('%s', async (id, segment) => {
    const { page, calls } = openPage();
    void calls.update(id as string, { phone: '1' });
    await page.advance(1_000);
    void calls.delete(id as string);
    await page.advance(1_000);
    const sent = page.server.requests.filter(({ method }) => method !== 'HEAD');
    expect(sent.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `PATCH ${PATIENTS}/${segment}`,
      `DELETE ${PATIENTS}/${segment}`,
    ]);
  });
});

describe('3.5a: an id that no path can hold is none', () => {
  it.each(['.', '..'])('%s is refused in the language of the person', async (id) => {
    const { client, calls } = openPage();
    const refused = {
      code: 'INVALID_ARGUMENT',
      field: 'id',
      message:
        "« id » ne convient pas : indiquez un texte autre que '', '.' et '..', ou un nombre.",
    };
    for (const change of [calls.create({ id }), calls.update(id, { a: 1 }), calls.delete(id)])
      await expect(change).rejects.toMatchObject(refused);
    await expect(
      client.queue.enqueue({ type: 'POST', endpoint: PATIENTS, data: { id } }),
    ).rejects.toMatchObject(refused);
  });

  it.each(['.', '..'])('what waits for a record that is called %s goes nowhere', async (id) => {
    const { page, client, calls } = openPage();
    page.goOnline(false);
    page.server.on(`POST ${PATIENTS}`, ok({ id }, 201));
    const { record } = calls.create({ name: 'Ana' });
    void calls.update((record as { id?: string }).id!, { name: 'Eva' });
    void calls.delete((record as { id?: string }).id!);
    page.goOnline(true);
    await page.advance(60_000);
    const writes = page.server.requests.filter(({ method }) => /^(PATCH|PUT|DELETE)$/.test(method));
    expect(writes).toEqual([]);
    expect(client.queue.getAll().map(({ status }) => status)).toContain('error');
  });
});

describe('4: an answer of any shape is read', () => {
  it.each([
    '{"status":{"toString":false},"name":"Ana"}',
    '{"patient":{"id":{"toString":false},"name":"Ana"}}',
    '{"id":{"toString":false},"name":"Ana"}',
    '{"data":[{"id":{"valueOf":1,"toString":1}}]}',
    '{"error":{"toString":false}}',
  ])('%s is not a lost answer', async (body) => {
    const { page, calls } = openPage({ idempotencyHeader: false });
    page.server.on(`GET ${PATIENTS}`, ok([]));
    page.server.on(`POST ${PATIENTS}`, { status: 201, body });
    page.server.onPrefix(`${PATIENTS}/`, { status: 200, body });
    void calls.create({ name: 'Ana' });
    void calls.update('p1', { name: 'Luc' });
    await page.advance(60_000);
    expect(page.server.sent('POST')).toHaveLength(1);
    expect(page.server.sent('PATCH')).toHaveLength(1);
  });

  it.each<[unknown]>([[{ a: 1 }], [{ toString: false }], [['p1']], [null], [undefined]])(
    'a list with a row whose id is %j says that it is not complete',
    async (id) => {
      const { page, store } = openPage();
      page.server.on(`GET ${PATIENTS}`, ok([{ id, name: 'Ana' }, { id: 'p1' }]));
      await expect(store.refetch()).rejects.toMatchObject({ code: 'LIST_INCOMPLETE' });
      expect(store.getRows()).toEqual([{ id: 'p1' }]);
    },
  );
});
