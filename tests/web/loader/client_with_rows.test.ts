import { afterEach, describe, expect, it, vi } from 'vitest';
import { getSyncClient } from '../../../web/src/core.js';

afterEach(() => {
  Reflect.deleteProperty(globalThis, Symbol.for('synchrone.v1'));
  vi.unstubAllGlobals();
});

describe('getSyncClient of synchrone/core', () => {
  it('gives rows to an application without React, which hands in no maker of stores', () => {
    vi.stubGlobal('document', {});
    const client = getSyncClient();
    const store = client.resource('/api/v1/patients');
    store.setConfirmed([{ id: 'p1', first_name: 'Jean' }]);
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jean' }]);
    expect(client.resource('/api/v1/patients')).toBe(store);
    expect(getSyncClient()).toBe(client);
  });

  it('gives none on a server, and does not throw', () => {
    expect(getSyncClient().resource('/api/v1/patients').getRows()).toEqual([]);
  });
});
