import { describe, expect, it } from 'vitest';
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

describe('a row like one whose create waits (2.9)', () => {
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
