import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  sealedDay,
  sealedDraft,
  sealingKeys,
} from '../../../web/clinic/app/src/session/sealed-text.ts';

const deviceKey = Uint8Array.from({ length: 32 }, (_, index) => index);
const form = { kind: 'patient', typed: 'Duchiffre' };
const place = 'clinic_draft_p1';
const stored = new Map<string, string>();

const bytesOf = (text: string) => Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
const cipher = (iv: Uint8Array<ArrayBuffer>) => ({
  name: 'AES-GCM',
  iv,
  additionalData: new TextEncoder().encode('p1'),
});
const plainKey = (use: 'encrypt' | 'decrypt') =>
  crypto.subtle.importKey('raw', deviceKey, 'AES-GCM', false, [use]);

beforeEach(() => {
  stored.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  });
});
afterEach(() => vi.unstubAllGlobals());

describe('texts of a tab', () => {
  it('are sealed with a key of their own, not with that of the queue', async () => {
    await sealedDraft.keep('p1', sealingKeys(deviceKey), form);
    const bytes = bytesOf(stored.get(place) ?? '');
    const [iv, sealed] = [bytes.slice(0, 12), bytes.slice(12)];
    const open = crypto.subtle.decrypt(cipher(iv), await plainKey('decrypt'), sealed);
    await expect(open).rejects.toThrow();
    expect(await sealedDraft.open('p1', sealingKeys(deviceKey))).toEqual(form);
  });

  it('of another person or key stay closed', async () => {
    await sealedDraft.keep('p1', sealingKeys(deviceKey), form);
    expect(await sealedDraft.open('p1', sealingKeys(deviceKey.map((byte) => byte + 1)))).toBeNull();
    stored.set('clinic_draft_p2', stored.get(place) ?? '');
    expect(await sealedDraft.open('p2', sealingKeys(deviceKey))).toBeNull();
    stored.set('clinic_day_p1', stored.get(place) ?? '');
    expect(await sealedDay.open('p1', sealingKeys(deviceKey))).toBeNull();
  });

  it('of the version before, sealed with the key of the device itself, open', async () => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(form));
    const sealed = await crypto.subtle.encrypt(cipher(iv), await plainKey('encrypt'), text);
    const all = [...iv, ...new Uint8Array(sealed)];
    stored.set(place, btoa(String.fromCharCode(...all)));
    expect(await sealedDraft.open('p1', sealingKeys(deviceKey))).toEqual(form);
  });
});
