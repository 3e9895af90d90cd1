import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { type KeylessClinic, keylessClinic, readList } from '../../support/keyless_clinic.js';
import { PATIENTS } from '../../support/open_page.js';
import type { ScriptedAnswer } from '../../support/scripted_server.js';

const names = ({ client }: KeylessClinic): unknown[] =>
  client
    .resource(PATIENTS)
    .getRows()
    .map(({ name }) => name);

/** Ana is created, and a colleague creates the same one while ours has that answer. */
async function twoAnas(answer: ScriptedAnswer): Promise<KeylessClinic> {
  const open = keylessClinic();
  await readList(open);
  open.browser.server.on(`POST ${PATIENTS}`, answer);
  open.client.mutations(PATIENTS).create({ name: 'Ana' });
  await open.page.advance(1_000);
  open.api.add({ name: 'Ana' });
  await Promise.all([open.client.resource(PATIENTS).refetch(), open.page.settle()]);
  return open;
}

/** Ana is created, and a colleague creates the same one before the answer has come. */
async function heldAna(answer: ScriptedAnswer): Promise<KeylessClinic> {
  const open = keylessClinic();
  await readList(open);
  let answers = (): void => undefined;
  const { server } = open.browser;
  const fetch = server.fetch.bind(server);
  server.on(`POST ${PATIENTS}`, answer);
  server.fetch = async (url, init) => {
    if (init.method === 'POST') await new Promise<void>((resolve) => (answers = resolve));
    return fetch(url, init);
  };
  server.release = (): void => answers();
  open.client
    .mutations(PATIENTS)
    .create({ name: 'Ana' })
    .synced.catch(() => undefined);
  await open.page.advance(1_000);
  open.api.add({ name: 'Ana' });
  return open;
}

describe('2.9: a row like one whose create waits', () => {
  it.each<[string, ScriptedAnswer]>([
    ['429', { status: 429, headers: { 'retry-after': '200' } }],
    ['401', { status: 401 }],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '200' } }],
  ])('is shown where the create was answered, and not made: %s', async (_, answer) => {
    expect(names(await twoAnas(answer))).toEqual(['Ana', 'Ana']);
  });

  it.each<[string, ScriptedAnswer]>([
    ['no answer yet', 'never'],
    ['its answer lost', 'network-error'],
  ])('may be its record: %s', async (_, answer) => {
    expect(names(await twoAnas(answer))).toEqual(['Ana']);
  });
});

describe('2.9: a row that was taken for a record whose create is then answered, and not made', () => {
  const LATER: [string, ScriptedAnswer][] = [
    ['429', { status: 429, headers: { 'retry-after': '200' } }],
    ['401', { status: 401 }],
    ['503 with Retry-After', { status: 503, headers: { 'retry-after': '200' } }],
    ['422', { status: 422, body: { message: 'no' } }],
  ];

  it.each(LATER)('is shown again without a read, in our list: %s', async (_, answer) => {
    const open = await heldAna(answer);
    const list = open.client.resource(PATIENTS);
    await Promise.all([list.refetch(), open.page.settle()]);
    expect(names(open)).toEqual(['Ana']);
    let count = 0;
    list.subscribe(() => (count += 1));
    open.browser.server.release();
    await open.page.settle();
    expect(list.getRows()).toContainEqual({ id: 101, name: 'Ana' });
    expect(list.getRows()).toHaveLength(answer === LATER[3]?.[1] ? 1 : 2);
    expect(count).toBeGreaterThan(0);
  });

  it.each(LATER)("is shown again in the application's list: %s", async (_, answer) => {
    const open = await heldAna(answer);
    const overlay = open.client.overlay<AnyRecord>(PATIENTS);
    overlay.apply([]);
    const rows = [{ id: 101, name: 'Ana' }];
    let count = 0;
    overlay.subscribe(() => (count += 1));
    expect(overlay.apply(rows)).toMatchObject([{ name: 'Ana' }]);
    open.browser.server.release();
    await open.page.settle();
    expect(overlay.apply(rows)).toContainEqual({ id: 101, name: 'Ana' });
    expect(overlay.apply(rows)).toHaveLength(answer === LATER[3]?.[1] ? 1 : 2);
    expect(count).toBeGreaterThan(0);
  });
});
