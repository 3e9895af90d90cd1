import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sameJson, toBaseText, toPlainRecord } from '../../../web/src/client/plain_json.js';

const sentence = (field: string, what: string): string => `${field}: ${what}`;
const anyRecord = fc.dictionary(
  fc.string({ unit: 'binary' }),
  fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' }),
);

describe('toPlainRecord', () => {
  it('TextAndRecordSayTheSame_AndNothingIsSharedWithTheGivenData', () => {
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

  it('TheTextIsWhatJsonStringifyWrites_WhereThatIsUtf8', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (data) => {
        expect(toPlainRecord(data, sentence).text).toBe(JSON.stringify(data));
      }),
    );
  });

  it('AnyTextIsWellFormed', () => {
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

  it('HonoursToJson', () => {
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
      '(record): toJSON',
    ],
    ['a Set', { list: [{ tags: new Set([1]) }] }, 'list.0.tags: Map / Set'],
    ['a function on top', () => 1, '(record): function'],
    ['an array on top', [], '(record): object'],
  ])('Refuses %s', (_, data, message) => {
    expect(() => toPlainRecord(data, sentence)).toThrowError(
      expect.objectContaining({ code: 'NOT_SERIALISABLE', message }),
    );
  });

  it('RefusesDeeperThan64_AsTheCoreDoes', () => {
    const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
    expect(toPlainRecord(nested(63), sentence).text).toContain('"a"');
    expect(() => toPlainRecord(nested(64), sentence)).toThrowError(
      expect.objectContaining({ code: 'NOT_SERIALISABLE' }),
    );
  });

  it('TheSameObjectTwiceIsNoCycle', () => {
    const address = { city: 'Genève' };
    expect(toPlainRecord({ home: address, work: address }, sentence).record).toEqual({
      home: address,
      work: address,
    });
  });

  it('ProtoIsAKeyLikeAnyOther (7.3)', () => {
    const { record } = toPlainRecord(JSON.parse('{"__proto__":{"admin":true},"a":1}'), sentence);
    expect(Object.getPrototypeOf(record)).toBe(Object.prototype);
    expect(Object.keys(record)).toEqual(['__proto__', 'a']);
    expect((record as { admin?: boolean }).admin).toBeUndefined();
  });
});

describe('toBaseText', () => {
  it('NeverThrows: a base that JSON cannot carry is no base', () => {
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
  it('AgreesWithComparingTheTextOfSortedKeys', () => {
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
