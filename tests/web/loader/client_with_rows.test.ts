import { describe, expect, it } from 'vitest';
import { getSyncClient } from '../../../web/src/core.js';

describe('getSyncClient of synchrone/core', () => {
  it('gives rows to an application without React, which hands in no maker of stores', () => {
    const client = getSyncClient();
    const store = client.resource('/api/v1/patients');
    store.setConfirmed([{ id: 'p1', first_name: 'Jean' }]);
    expect(store.getRows()).toEqual([{ id: 'p1', first_name: 'Jean' }]);
    expect(client.resource('/api/v1/patients')).toBe(store);
    expect(getSyncClient()).toBe(client);
  });
});
