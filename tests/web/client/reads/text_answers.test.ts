import { describe, expect, it } from 'vitest';
import type { AnyRecord } from '../../../../web/src/types/index.js';
import { readList } from '../../support/keyless_clinic.js';
import { type OpenPage, openPage, PATIENTS } from '../../support/open_page.js';
import type { ScriptedAnswer, SentRequest } from '../../support/scripted_server.js';

const kOk = { status: 200, body: 'OK' } as const;
const labels: Record<string, string> = {
  'plain text': 'text/plain; charset=utf-8',
  HTML: 'text/html; charset=utf-8',
};

/** An API that says of each change that it went well, in a word, and shows records when it is read. */
async function wordyApi(label: string) {
  const open = openPage();
  const rows: AnyRecord[] = [{ id: 'p1', name: 'Ana' }];
  const posts: SentRequest[] = [];
  let isDown = false;
  const headers = { 'content-type': label };
  const down = { status: 200, body: 'Down for maintenance.', headers };
  const word = { ...kOk, headers };
  const respond = (change: (request: SentRequest) => ScriptedAnswer) => (request: SentRequest) =>
    isDown ? down : change(request);
  const idOf = ({ url }: SentRequest): string => url.slice(url.lastIndexOf('/') + 1);
  const answer = respond((request) => {
    const at = rows.findIndex(({ id }) => id === idOf(request));
    if (at < 0) return { status: 404, body: { message: 'not found' } };
    if (request.method === 'GET') return { status: 200, body: rows[at] };
    if (request.method === 'DELETE') rows.splice(at, 1);
    else rows[at] = { ...rows[at], ...(request.body as AnyRecord) };
    return word;
  });
  const { server } = open.page;
  server.on(`HEAD ${PATIENTS}`, { status: 200 });
  server.on(
    `GET ${PATIENTS}`,
    respond(() => ({ status: 200, body: rows })),
  );
  server.on(`POST ${PATIENTS}`, (request) => {
    posts.push(request);
    return respond(({ body }) => {
      rows.push({ ...(body as AnyRecord), id: `s${posts.length}` });
      return word;
    })(request);
  });
  server.onPrefix(`${PATIENTS}/`, answer);
  await readList(open);
  return { ...open, rows, posts, goDown: (is: boolean) => void (isDown = is) };
}

const waitingOf = ({ client }: OpenPage): unknown => [
  client.queue.getPendingCount(),
  client.queue.getSnapshot().attention,
];

describe.each(Object.entries(labels))('4: an API that answers a word, as %s', (_, label) => {
  it('a create is confirmed with the record that the list shows, by one request', async () => {
    const api = await wordyApi(label);
    const { record, synced } = api.client.mutations(PATIENTS).create({ name: 'Eva' });
    api.client.mutations(PATIENTS).update(record['id'] as string, { phone: '5' });
    await api.page.advance(60_000);
    expect(api.posts).toHaveLength(1);
    await expect(synced).resolves.toMatchObject({ id: 's1', name: 'Eva' });
    expect(api.rows.at(-1)).toEqual({ id: 's1', name: 'Eva', phone: '5' });
    expect(waitingOf(api)).toEqual([0, 0]);
  });

  it('an edit and a delete are confirmed by what the API shows', async () => {
    const api = await wordyApi(label);
    const edit = api.client.mutations(PATIENTS).update('p1', { name: 'Anna' });
    await api.page.advance(60_000);
    await expect(edit.synced).resolves.toMatchObject({ name: 'Anna' });
    const gone = api.client.mutations(PATIENTS).delete('p1');
    await api.page.advance(60_000);
    await expect(gone.synced).resolves.toEqual({ id: 'p1', deleted: true });
    expect(api.rows).toEqual([]);
    expect(waitingOf(api)).toEqual([0, 0]);
  });

  it('what a maintenance page has answered is sent again, and is there once', async () => {
    const api = await wordyApi(label);
    api.goDown(true);
    const made = api.client.mutations(PATIENTS).create({ name: 'Eva' });
    const edit = api.client.mutations(PATIENTS).update(
      'p1',
      { name: 'Anna' },
      {
        previousState: { id: 'p1', name: 'Ana' },
      },
    );
    await api.page.advance(20_000);
    expect(api.client.queue.getPendingCount()).toBe(2);
    expect(api.rows).toEqual([{ id: 'p1', name: 'Ana' }]);
    api.goDown(false);
    await api.page.advance(5 * 60_000);
    expect(waitingOf(api)).toEqual([0, 0]);
    expect(api.rows.map(({ name }) => name)).toEqual(['Anna', 'Eva']);
    await expect(made.synced).resolves.toMatchObject({ name: 'Eva' });
    await expect(edit.synced).resolves.toMatchObject({ name: 'Anna' });
  });
});

describe('4: a page in place of an answer to a create', () => {
  it('a record that was made in spite of the answer is found, and not made again', async () => {
    const open = openPage();
    const rows: AnyRecord[] = [];
    const { server } = open.page;
    server.on(`HEAD ${PATIENTS}`, { status: 200 });
    server.on(`GET ${PATIENTS}`, () => ({ status: 200, body: rows }));
    server.on(`POST ${PATIENTS}`, ({ body }) => {
      rows.push({ ...(body as AnyRecord), id: 's1' });
      const headers = { 'content-type': 'text/html' };
      return { status: 200, body: '<html><body>Patient saved.</body></html>', headers };
    });
    await readList(open);
    const { synced } = open.client.mutations(PATIENTS).create({ name: 'Eva' });
    await open.page.advance(5 * 60_000);
    expect(rows).toEqual([{ id: 's1', name: 'Eva' }]);
    await expect(synced).resolves.toMatchObject({ id: 's1' });
  });
});
