import { describe, expect, it } from 'vitest';
import {
  ConfirmedFacts,
  isOlder,
  withFact,
} from '../../../../web/src/client/views/confirmed_facts.js';

/** Facts of records r0, r1 and so on, each confirmed one millisecond after the one before. */
function factsOf(count: number): ConfirmedFacts {
  const facts = new ConfirmedFacts();
  for (let at = 0; at < count; at += 1)
    facts.confirmed(
      { entity: `r${at}` },
      'update',
      { id: `r${at}`, version: 2 },
      { version: 1 },
      at,
    );
  return facts;
}
const ids = (facts: Iterable<{ readonly id: string }>): string[] => [...facts].map(({ id }) => id);

describe('2.9: what was confirmed in the life of a page', () => {
  it('a drain of 5 000 records is remembered whole, and the newest are kept for the next page', () => {
    const facts = factsOf(5_000);
    expect(facts.get('r0')).toBeDefined();
    expect(facts.kept(0)).toHaveLength(1_000);
    expect(facts.kept(0).at(-1)?.id).toBe('r4999');
  });

  it('the newest are those after a version, also of a record that is confirmed again', () => {
    const facts = factsOf(3);
    expect(ids(facts.after(facts.version))).toEqual([]);
    const { version } = facts;
    facts.confirmed({ entity: 'r0' }, 'update', { id: 'r0' }, undefined, 9);
    expect(ids(facts.after(version))).toEqual(['r0']);
    expect(ids(facts.after(0))).toEqual(['r1', 'r2', 'r0']);
    facts.restore([{ id: 'old', after: null, at: 1 }], 5);
    expect(ids(facts.after(version + 1))).toEqual(['old', 'r1', 'r2', 'r0']);
  });

  it('a row of a lower version is older, whenever it came; one without a version is not', () => {
    const fact = factsOf(1).get('r0');
    if (!fact) throw new Error('no fact');
    expect(isOlder({ version: 1 }, fact, 'version')).toBe(true);
    expect(isOlder({ version: 2 }, fact, 'version')).toBe(false);
    expect(isOlder({}, fact, 'version')).toBe(false);
    expect(isOlder({ version: 1 }, { ...fact, after: null }, 'version')).toBe(false);
    expect(withFact({ id: 'r0', version: 1 }, fact, 'version')).toMatchObject({ version: 2 });
  });
});
