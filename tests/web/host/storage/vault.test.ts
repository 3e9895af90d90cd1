import { describe, expect, it } from 'vitest';
import type { BrowserGlobals } from '../../../../web/src/host/browser/browser_globals.js';
import { type Opened, Vault } from '../../../../web/src/host/storage/vault.js';

const key = (seed: number): Uint8Array => new Uint8Array(32).fill(seed);
const globals = { randomBytes: (size: number) => new Uint8Array(size) } as BrowserGlobals;

const vaultWith = (secret: Uint8Array): Vault => {
  const vault = new Vault(globals);
  vault.use(secret, () => undefined);
  return vault;
};

describe('7.4: the vault', () => {
  it('opens once what a start reads twice, and again what has changed or is elsewhere', () => {
    const vault = vaultWith(key(1));
    const [one, other] = ['one', 'other'].map((text) => vault.sealed('place', text) ?? '');
    const first = vault.opened('place', one!);
    expect(first).toEqual({ text: 'one' });
    const work = calls(() => expect(vault.opened('place', one!)).toMatchObject({ text: 'one' }));
    expect(work).toBe(0);
    expect(calls(() => vault.opened('place', one!))).toBeGreaterThan(0);
    expect(vault.opened('place', other!)).toMatchObject({ text: 'other' });
    expect(vault.opened('elsewhere', other!)).toBe('damaged');
  });

  it.each([
    ['without the key', null],
    ['with another one', key(2)],
  ])('forgets %s what it has opened', (_, next) => {
    const vault = vaultWith(key(1));
    const sealed = vault.sealed('place', 'secret') ?? '';
    expect(vault.opened('place', sealed)).toEqual({ text: 'secret' });
    vault.use(next, () => undefined);
    expect(vault.opened('place', sealed)).toBe('other' satisfies Opened);
    vault.use(key(1), () => undefined);
    expect(calls(() => vault.opened('place', sealed))).toBeGreaterThan(0);
  });
});

/** How many letters of sealed texts were read meanwhile. */
function calls(run: () => void): number {
  const { charCodeAt } = String.prototype;
  let count = 0;
  String.prototype.charCodeAt = function (this: string, index: number): number {
    count += 1;
    return charCodeAt.call(this, index);
  };
  try {
    run();
  } finally {
    String.prototype.charCodeAt = charCodeAt;
  }
  return count;
}
