import { describe, expect, it } from 'vitest';
import { PageStorage } from '../../../../web/src/host/storage/local_storage.js';
import { FakePage } from '../../support/fake_page.js';

function storageOf(page: FakePage): PageStorage {
  return new PageStorage(page);
}

/** A page whose storage throws this at every write. */
function failingWith(error: unknown): PageStorage {
  const page = new FakePage();
  const storage = page.storage();
  page.storage = () =>
    ({
      ...storage,
      setItem: () => {
        throw error;
      },
    }) as Storage;
  return storageOf(page);
}

type StandIn = (own: Storage) => {
  [Name in 'setItem' | 'getItem' | 'removeItem' | 'key']?: (...args: string[]) => unknown;
};

/** Other code puts this in place of the page's storage. @returns the page's own */
function standIn(page: FakePage, change: StandIn): Storage {
  const own = page.storage() as Storage;
  const changed = change(own);
  const storage = new Proxy(own, {
    get: (target, name) => {
      const value: unknown = Reflect.get(changed, name) ?? Reflect.get(target, name);
      return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
    },
  });
  page.storage = () => storage;
  return own;
}

describe('PageStorage', () => {
  it('keeps what was put', () => {
    const storage = storageOf(new FakePage());
    expect(storage.get('a')).toBe('');
    expect(storage.put('a', '')).toBe('');
    expect(storage.get('a')).toBe('=');
    expect(storage.put('a', '!x')).toBe('');
    expect(storage.get('a')).toBe('=!x');
    expect(storage.remove('a')).toBe('');
    expect(storage.remove('a')).toBe('');
    expect(storage.get('a')).toBe('');
  });

  it('a value is missing where other code says undefined for it', () => {
    const page = new FakePage();
    standIn(page, (own) => ({ getItem: (key) => own.getItem(key) ?? undefined }));
    expect(storageOf(page).get('a')).toBe('');
  });

  it.each<[string, StandIn]>([
    ['drops what is written', () => ({ setItem: () => undefined })],
    [
      'writes and reads under other names',
      (own) => ({
        setItem: (key, value) => own.setItem(`app:${key}`, value),
        getItem: (key) => own.getItem(`app:${key}`),
        removeItem: (key) => own.removeItem(`app:${key}`),
      }),
    ],
    ['keeps another value', (own) => ({ setItem: (key, value) => own.setItem(key, `"${value}"`) })],
    ['shows no names', () => ({ key: () => null })],
  ])('other code that %s is not storage', (_, change) => {
    const page = new FakePage();
    const own = standIn(page, change);
    const storage = storageOf(page);
    own.setItem('of an earlier page', 'x');
    storage.put('of an earlier page', 'x');
    const answers = ['a', 'b', 'a'].map((key) => storage.put(key, 'x'));
    expect(answers).toEqual(['denied', 'denied', 'denied']);
    page.storage = () => own;
    own.clear();
    expect([storage.put('a', 'x'), storage.get('a')]).toEqual(['', '=x']);
    expect(storage.keys('')).toEqual(['a']);
  });

  it('has not stored what other code has cut, at any time', () => {
    const page = new FakePage();
    standIn(page, (own) => ({ setItem: (key, value) => own.setItem(key, value?.slice(0, 9)) }));
    const storage = storageOf(page);
    expect(['short', 'far too long', 'short'].map((value) => storage.put('a', value))).toEqual([
      '',
      'denied',
      '',
    ]);
  });

  it.each(['key', 'getItem'])('a %s that fails says nothing of what was written', (name) => {
    const page = new FakePage();
    const own = standIn(page, () => ({
      [name]: () => {
        throw new Error('cannot be read now');
      },
    }));
    const storage = storageOf(page);
    expect([storage.put('a', 'x'), own.getItem('a'), storage.isDenied()]).toEqual(['', 'x', false]);
  });

  it('lists keys by prefix', () => {
    const storage = storageOf(new FakePage());
    for (const key of ['s:1', 'other', 's:2', 's:3\ns:4']) storage.put(key, 'x');
    expect(storage.keys('s:')?.toSorted()).toEqual(['s:1', 's:2']);
    expect(storage.keys('none')).toEqual([]);
  });

  it.each([
    ['by name', new DOMException('', 'QuotaExceededError')],
    ['by the name of old Firefox', { name: 'NS_ERROR_DOM_QUOTA_REACHED' }],
    ['by code 22', { code: 22 }],
    ['by code 1014', { code: 1014 }],
  ])('recognises full storage %s', (_, error) => {
    expect(failingWith(error).put('a', 'x')).toBe('full');
  });

  it.each([
    ['SecurityError', new DOMException('', 'SecurityError')],
    ['anything else', new Error('io')],
    ['no object', 'text'],
    ['null', null],
  ])('recognises denied storage %s', (_, error) => {
    expect(failingWith(error).put('a', 'x')).toBe('denied');
  });

  it('an error is never missing', () => {
    const page = new FakePage();
    page.browser.storage.denied = true;
    const storage = storageOf(page);
    expect([
      storage.get('a'),
      storage.keys(''),
      storage.remove('a'),
      storage.put('a', 'x'),
      storage.isDenied(),
    ]).toEqual(['!', null, 'denied', 'denied', true]);
  });

  it('a platform without storage is denied, and so is one where looking at it throws', () => {
    const without = new FakePage();
    without.lacks = { storage: true };
    const throwing = new FakePage();
    throwing.storage = () => {
      throw new DOMException('', 'SecurityError');
    };
    for (const page of [without, throwing]) {
      const storage = storageOf(page);
      expect([
        storage.get('a'),
        storage.keys(''),
        storage.remove('a'),
        storage.put('a', 'x'),
        storage.isDenied(),
      ]).toEqual(['!', null, 'denied', 'denied', true]);
    }
  });
});
