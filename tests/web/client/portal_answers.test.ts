import { describe, expect, it } from 'vitest';
import { type KeylessClinic, keylessClinic, readList } from '../support/keyless_clinic.js';
import { PATIENTS } from '../support/open_page.js';

const MINUTE = 60_000;

const entries = ({ client }: KeylessClinic): unknown[] =>
  client.queue.getAll().map(({ status, kind }) => kind ?? status);

describe('words that answer every request: a sign-in or a portal in front of the API (section 4)', () => {
  const WORDS: readonly unknown[] = [{ login: true }, { redirect: '/login' }, {}, 'null'];

  /** Everything is answered by `words` with 200 until somebody has signed in. */
  function behind(words: unknown) {
    const open = keylessClinic();
    const row = open.api.add({ name: 'Zoe', phone: '0' });
    const door = { isShut: true };
    const { fetch } = open.browser.server;
    const page = open.page as { fetch: typeof fetch };
    page.fetch = (url, init) =>
      door.isShut
        ? Promise.resolve(
            new Response(typeof words === 'string' ? words : JSON.stringify(words), {
              headers: { 'Content-Type': 'application/json' },
            }),
          )
        : fetch.call(open.browser.server, url, init);
    return { ...open, door, id: String(row['id']) };
  }

  it.each(WORDS)('a create waits for a sign-in, and is made once: %j', async (words) => {
    const open = behind(words);
    open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(10_000);
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'login', pending: 1 });
    open.door.isShut = false;
    open.client.queue.resume();
    await open.page.advance(MINUTE);
    expect(open.api.rows.map(({ name }) => name)).toEqual(['Zoe', 'Ana']);
    expect(entries(open)).toEqual(['synced']);
  });

  it.each(WORDS)('an edit waits, too: %j', async (words) => {
    const open = behind(words);
    const calls = open.client.mutations(PATIENTS);
    calls.update(open.id, { phone: '1' });
    await open.page.advance(10_000);
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'login', pending: 1 });
    open.door.isShut = false;
    open.client.queue.resume();
    await open.page.advance(MINUTE);
    expect(open.api.rows).toMatchObject([{ name: 'Zoe', phone: '1' }]);
    expect(entries(open)).toEqual(['synced']);
  });

  it.each(WORDS.filter((words) => words !== 'null'))(
    'a delete waits, and is carried out once: %j',
    async (words) => {
      const open = behind(words);
      open.client.mutations(PATIENTS).delete(open.id);
      await open.page.advance(10_000);
      expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'login', pending: 1 });
      open.door.isShut = false;
      open.client.queue.resume();
      await open.page.advance(MINUTE);
      expect(open.api.rows).toEqual([]);
      expect(entries(open)).toEqual(['synced']);
    },
  );
});

describe('answers that are cut, of a record that cannot be read (section 4)', () => {
  it.each(['update', 'delete'] as const)(
    '%s: four requests, then a person is asked',
    async (kind) => {
      const open = keylessClinic({ method: 'PUT' });
      const { server } = open.browser;
      const id = String(open.api.add({ name: 'Zoe' })['id']);
      await readList(open);
      for (const method of ['PUT', 'DELETE'])
        server.on(`${method} ${PATIENTS}/${id}`, { status: 200, body: `{"id":${id},"na` });
      server.on(`GET ${PATIENTS}/${id}`, { status: 500 });
      const calls = open.client.mutations(PATIENTS);
      if (kind === 'update') calls.update(id, { phone: '1' });
      else calls.delete(id);
      await open.page.advance(30 * MINUTE);
      const sent = server.requests.filter(({ method }) => method === 'PUT' || method === 'DELETE');
      expect(sent).toHaveLength(4);
      expect(entries(open)).toEqual(['uncertain']);
    },
  );
});

describe('9.1: an API that does not answer', () => {
  it('is not waited for once nothing is queued', async () => {
    const open = keylessClinic();
    open.api.fate = () => 'lost';
    const { mutationId } = open.client.mutations(PATIENTS).create({ name: 'Ana' });
    await open.page.advance(1_000);
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: 'unreachable', pending: 1 });
    void open.client.queue.discard(mutationId);
    await open.page.settle();
    expect(open.client.queue.getSnapshot()).toMatchObject({ waiting: null, pending: 0 });
  });
});
