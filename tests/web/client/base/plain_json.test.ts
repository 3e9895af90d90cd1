import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameJson, toBaseText, toPlainRecord } from '../../../../web/src/client/base/plain_json.js';

const sentence = (field: string, what: string): string => `${field}: ${what}`;
const anyRecord = fc.dictionary(
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
);

describe('toPlainRecord', () => {
  it('text and record say the same, and nothing is shared with the given data', () => {
    fc.assert(
      fc.property(anyRecord, (data) => {
        const { text, record } = toPlainRecord(data, sentence);
        expect(record).toEqual(JSON.parse(text));
        expect(sameJson(record, JSON.parse(text))).toBe(true);
        expect(record).not.toBe(data);
        for (const [key, value] of Object.entries(record)) {
          if (typeof value === 'object' && value !== null) expect(value).not.toBe(data[key]);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('the text is what JSON.stringify writes, where that is UTF-8', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        expect(toPlainRecord(data, sentence).text).toBe(JSON.stringify(data));
      }),
    );
  });

  it('any text is well formed', () => {
    const anyUnits = fc
      .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 12 })
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anyUnits, anyUnits, (key, value) => {
        const { record } = toPlainRecord({ [`k${key}`]: value }, sentence);
        const [[name, shown] = ['', '']] = Object.entries(record) as [string, string][];
        expect(name).toBe(
          `k${key}`.replace(
            /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
            '\ufffd',
          ),
        );
        expect(shown).toBe(
          value.replace(
            /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g,
            '\ufffd',
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  it('honours toJSON', () => {
    const custom = { toJSON: () => ({ id: 'p1', from: 'toJSON' }) };
    expect(toPlainRecord(custom, sentence).record).toEqual({ id: 'p1', from: 'toJSON' });
    expect(toPlainRecord({ nested: custom, when: new Date(0) }, sentence).record).toEqual({
      nested: { id: 'p1', from: 'toJSON' },
      when: '1970-01-01T00:00:00.000Z',
    });
  });

  it.each([
    ['a toJSON that gives a function', { a: { toJSON: () => () => 1 } }, 'a: function'],
    ['a toJSON that gives no object', { toJSON: () => 3 }, '(record): toJSON'],
    [
      'a getter that throws',
      {
        get a(): never {
          throw new Error('mine');
        },
      },
      'a: getter / toJSON',
    ],
    ['a Set', { list: [{ tags: new Set([1]) }] }, 'list.0.tags: Set'],
    ['a function on top', () => 1, '(record): function'],
    ['an array on top', [], '(record): object'],
  ])('refuses %s', (_, data, message) => {
    expect(() => toPlainRecord(data, sentence)).toThrowError(
      expect.objectContaining({ code: 'NOT_SERIALISABLE', message }),
    );
  });

  it.each<[string, unknown]>([
    ['File', new File(['JPEG'], 'id.jpg')],
    ['Blob', new Blob(['x'])],
    ['FormData', new FormData()],
    ['URLSearchParams', new URLSearchParams('a=1')],
    ['ArrayBuffer', new ArrayBuffer(2)],
    ['Uint8Array', Uint8Array.of(1)],
    ['DataView', new DataView(new ArrayBuffer(2))],
    ['Map', new Map([[1, 2]])],
    ['WeakMap', new WeakMap()],
    ['RegExp', /a/],
    ['Error', new Error('e')],
    ['Promise', Promise.resolve(1)],
    ['String', Object('text')],
    ['Number', Object(1)],
    ['Date', new Date('')],
    ['Patient', new (class Patient {})()],
    ['Object', Math],
    ['Object', Object.create({ inherited: 1 })],
    ['BigInt', 1n],
    ['symbol', Symbol('s')],
    ['function', () => 1],
    ['NaN', Number.NaN],
    ['Infinity', Number.POSITIVE_INFINITY],
    ['-Infinity', Number.NEGATIVE_INFINITY],
  ])('2.3: refuses a %s with its field, at the top and inside', (what, value) => {
    const refusal = (field: string): unknown =>
      expect.objectContaining({ code: 'NOT_SERIALISABLE', message: `${field}: ${what}` });
    expect(() => toPlainRecord({ photo: value }, sentence)).toThrowError(refusal('photo'));
    expect(() => toPlainRecord({ a: [{ b: value }] }, sentence)).toThrowError(refusal('a.0.b'));
    if (typeof value === 'object')
      expect(() => toPlainRecord(value, sentence)).toThrowError(
        expect.objectContaining({ code: 'NOT_SERIALISABLE' }),
      );
  });

  it('2.3: refuses a list with holes or without values', () => {
    const holes: unknown[] = [];
    holes[1] = 1;
    for (const list of [holes, [undefined]])
      expect(() => toPlainRecord({ list }, sentence)).toThrowError(
        expect.objectContaining({ message: 'list.0: undefined' }),
      );
  });

  it('2.3: names the field of what throws when it is read', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const throwing = {
      toJSON(): never {
        throw new Error('mine');
      },
    };
    for (const value of [revoked.proxy, throwing])
      expect(() => toPlainRecord({ a: { b: value } }, sentence)).toThrowError(
        expect.objectContaining({ message: 'a.b: getter / toJSON' }),
      );
  });

  it('2.3: refuses a draft that is over as a whole', () => {
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    expect(() => toPlainRecord(revoked.proxy, sentence)).toThrowError(
      expect.objectContaining({ message: '(record): getter / toJSON' }),
    );
  });

  it('2.3: refuses JSON.rawJSON, which a copy would show as an object of its own', () => {
    const raw: object = Object.freeze(Object.assign(Object.create(null), { rawJSON: '9e99' }));
    const json = JSON as { isRawJSON?: (value: unknown) => boolean };
    const own = json.isRawJSON;
    json.isRawJSON = (value) => value === raw;
    try {
      expect(() => toPlainRecord({ a: [raw] }, sentence)).toThrowError(
        expect.objectContaining({ message: 'a.0: JSON.rawJSON' }),
      );
    } finally {
      if (own) json.isRawJSON = own;
      else delete json.isRawJSON;
    }
  });

  it('2.3: takes plain objects of other frames and without a prototype, and leaves undefined out', () => {
    const foreign: unknown = runInNewContext('({ city: "Lyon", lines: [1, { a: null }] })');
    const bare = Object.assign(Object.create(null) as object, { city: 'Nice' });
    const zero = { n: -0 };
    const { record, text } = toPlainRecord({ foreign, bare, none: undefined, zero }, sentence);
    expect(text).toBe(
      '{"foreign":{"city":"Lyon","lines":[1,{"a":null}]},"bare":{"city":"Nice"},"zero":{"n":0}}',
    );
    expect(record).toEqual(JSON.parse(text));
    expect(toPlainRecord(bare, sentence).text).toBe('{"city":"Nice"}');
    expect(toPlainRecord(foreign, sentence).text).toContain('Lyon');
  });

  it('2.3: asks a getter and a toJSON once: what is sent is what was checked', () => {
    let asked = 0;
    const data = {
      get weight(): number {
        asked += 1;
        return asked === 1 ? 70 : Number.NaN;
      },
      unit: { toJSON: () => ({ at: (asked += 1) }) },
    };
    // The first question finds out that it is not flat.
    const { text, record } = toPlainRecord({ nested: data }, sentence);
    expect(text).toBe('{"nested":{"weight":70,"unit":{"at":2}}}');
    expect(record).toEqual(JSON.parse(text));
  });

  it('refuses deeper than 64, as the core does', () => {
    const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
    expect(toPlainRecord(nested(63), sentence).text).toContain('"a"');
    expect(() => toPlainRecord(nested(64), sentence)).toThrowError(
      expect.objectContaining({ code: 'NOT_SERIALISABLE' }),
    );
  });

  it('the same object twice is not a cycle', () => {
    const address = { city: 'Genève' };
    expect(toPlainRecord({ home: address, work: address }, sentence).record).toEqual({
      home: address,
      work: address,
    });
  });

  it('7.3: __proto__ is a key like any other', () => {
    const { record } = toPlainRecord(JSON.parse('{"__proto__":{"admin":true},"a":1}'), sentence);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.keys(record)).toEqual(['__proto__', 'a']);
    expect((record as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('toBaseText', () => {
  it('never throws: a base that JSON cannot carry is not a base', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    expect([null, undefined, cycle, { n: 1n }].map((base) => toBaseText(base))).toEqual([
      '',
      '',
      '',
      '',
    ]);
    expect(toBaseText({ a: '\udc00', f: () => 1 })).toBe('{"a":"\ufffd"}');
  });
});

describe('sameJson', () => {
  it('agrees with comparing the text of sorted keys', () => {
    const sorted = (value: unknown): string =>
      JSON.stringify(value, (_, inner: unknown) =>
        typeof inner === 'object' && inner !== null && !Array.isArray(inner)
          ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
          : inner,
      );
    const anyValue = fc
      .jsonValue({ maxDepth: 2 })
      .map((value) => JSON.parse(JSON.stringify(value)) as unknown);
    fc.assert(
      fc.property(anyValue, anyValue, (a, b) => {
        expect(sameJson(a, b)).toBe(sorted(a) === sorted(b));
        expect(sameJson(a, structuredClone(a))).toBe(true);
      }),
      { numRuns: 500 },
    );
  });
});
