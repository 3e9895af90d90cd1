import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openPage, PATIENTS } from '../support/open_page.js';
import { ok } from '../support/scripted_server.js';
import type { EndpointOptions } from '../../../web/src/types/index.js';

/** A page with these options of an endpoint, written without types, whose API has one patient. */
function openWith(options: object) {
  const open = openPage();
  open.page.server.on(`POST ${PATIENTS}`, ok({ id: 'p1', name: 'Ana' }));
  open.client.queue.configure({ endpoints: { [PATIENTS]: options as EndpointOptions } });
  return open;
}

class Sealed {
  readonly #name = 'Ana';
  get name(): string {
    return this.#name;
  }
}

class PatientDto {
  readonly at = new Date(0);
  readonly none = Object(5) as object;
  constructor(readonly name: string) {}
}

describe('2.2: what toServer gives is sent whole or not at all', () => {
  it.each<[string, unknown]>([
    ['a promise', Promise.resolve({ name: 'Ana' })],
    ['a Map', new Map([['name', 'Ana']])],
    ['a Set inside', { tags: new Set(['a']) }],
    ['form data', new FormData()],
    ['an instance of private fields', new Sealed()],
    ['NaN', { weight: NaN }],
    ['Infinity in a list', { weights: [Infinity] }],
    ['a BigInt', { weight: 1n }],
    ['nothing', undefined],
  ])('%s: the change is refused and kept', async (_, given) => {
    const { page, client } = openWith({ toServer: () => given });
    const { synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
    const outcome = expect(synced).rejects.toMatchObject({ code: 'TRANSFORM_FAILED' });
    await page.advance(1_000);
    await outcome;
    expect(page.server.requests).toEqual([]);
    expect(client.queue.getAll()).toMatchObject([{ status: 'error', data: { name: 'Ana' } }]);
  });

  it.each<[string, object, unknown]>([
    [
      'an instance of a class',
      new PatientDto('Ana'),
      { name: 'Ana', at: '1970-01-01T00:00:00.000Z', none: 5 },
    ],
    ['a list of steps', [{ op: 'add', path: '/name', value: {} }], undefined],
    ['an object without members', {}, {}],
  ])('%s is sent as JSON writes it', async (_, given, body = given) => {
    const { page, client } = openWith({ toServer: () => given });
    client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.settle();
    expect(page.server.sent('POST').map((request) => request.body)).toEqual([body]);
  });
});

describe('callbacks that answer with a promise, written without types (section 4)', () => {
  it.each([
    ['fromServer', { fromServer: (row: object) => Promise.resolve(row) }],
    ['unwrap', { unwrap: (row: object) => Promise.resolve(row) }],
  ])('%s: the answer counts without it', async (_, options) => {
    const { page, client } = openWith(options);
    const codes: string[] = [];
    client.queue.on('sync:diagnostic', ({ code }) => codes.push(code));
    const { synced } = client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.settle();
    await expect(synced).resolves.toEqual({ id: 'p1', name: 'Ana' });
    expect(codes).toContain('TRANSFORM_FAILED');
  });
});

describe('2.3: a callback that fails leaves no unhandled rejection', () => {
  const unhandled: unknown[] = [];
  const note = (reason: unknown): void => void unhandled.push(reason);
  beforeEach(() => {
    unhandled.length = 0;
    process.on('unhandledRejection', note);
  });
  afterEach(() => void process.off('unhandledRejection', note));

  const fails = (): never => {
    throw new Error('boom');
  };
  const rejects = (): Promise<never> => Promise.reject(new Error('boom'));

  it.each<[string, object]>([
    ['toServer throws', { toServer: fails }],
    ['toServer rejects', { toServer: rejects }],
    ['toServer gives nothing', { toServer: () => undefined }],
    ['fromServer rejects', { fromServer: rejects }],
    ['unwrap rejects', { unwrap: rejects }],
    ['classify rejects', { classify: rejects }],
    ['verify rejects', { verify: rejects }],
  ])('%s', async (_, options) => {
    const { page, client } = openWith(options);
    page.server.on(`GET ${PATIENTS}`, ok([{ id: 'p0', name: 'Zoe' }]));
    page.server.on(`HEAD ${PATIENTS}`, { status: 200 });
    if ('verify' in options) page.server.on(`POST ${PATIENTS}`, 'network-error');
    const loaded = client.resource(PATIENTS).load();
    await Promise.all([loaded.catch(() => undefined), page.settle()]);
    client.mutations(PATIENTS).create({ name: 'Ana' });
    await page.advance(60_000);
    await new Promise((ring) => setTimeout(ring));
    expect(unhandled).toEqual([]);
  });
});
