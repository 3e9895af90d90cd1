import { afterEach, describe, expect, it, vi } from 'vitest';
import { FakeBrowser } from '../support/fake_page.js';
import { PATIENTS, openPage } from '../support/open_page.js';
import { ok, refusal } from '../support/scripted_server.js';

/** Planted patient data, which no output may contain. */
const SECRET = 'Zyxwohlgemuth';
const CONSOLE = ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const;

afterEach(() => vi.restoreAllMocks());

/**
 * A page that goes through all that is worth a diagnostic, with planted data in every document:
 * refusals, conflicts, unknown outcomes, callbacks that throw, damaged and foreign storage, another
 * user, logout.
 */
async function troubledPage() {
  const printed = CONSOLE.map((name) =>
    vi.spyOn(console, name).mockImplementation(() => undefined),
  );
  const browser = new FakeBrowser();
  const diagnostics: unknown[] = [];
  const codes = new Set<string>();
  const open = (prepare?: Parameters<typeof openPage>[1]) => {
    const opened = openPage(browser, prepare);
    opened.client.queue.configure({ diagnose: true });
    opened.client.queue.on('sync:diagnostic', (detail) => {
      diagnostics.push(detail);
      codes.add(detail.code);
    });
    for (const name of ['sync:status', 'sync:storage', 'sync:auth-required'] as const)
      opened.client.queue.on(name, (detail) => diagnostics.push(detail));
    return opened;
  };
  const { page, client } = open();
  const { server } = browser;
  client.queue.setUser({ id: 'alice' });
  const calls = client.mutations(PATIENTS, { versionField: 'version' });
  const secret = (id: string) => ({ id, name: SECRET, version: 1 });

  server.on(`PATCH ${PATIENTS}/refused`, refusal(422, 'INVALID', `${SECRET} is no name`, SECRET));
  server.on(`PATCH ${PATIENTS}/conflict`, {
    status: 412,
    body: { data: { ...secret('conflict'), version: 2 } },
  });
  server.on(`PATCH ${PATIENTS}/nopatch`, { status: 405 }, ok(secret('nopatch')));
  server.on(`PUT ${PATIENTS}/nopatch`, ok(secret('nopatch')));
  server.on(`PATCH ${PATIENTS}/broken`, { status: 200, body: SECRET });
  server.on(`PATCH ${PATIENTS}/login`, { status: 401, body: { message: SECRET } });
  for (const id of ['refused', 'conflict', 'nopatch', 'broken'])
    calls.update(id, { name: SECRET, note: SECRET }, { previousState: secret(id) });
  await page.settle();
  await page.advance(20_000);

  const throwing = client.mutations<{ id: string; text: string }>('/api/v1/notes', {
    fromServer: () => {
      throw new Error(SECRET);
    },
  });
  server.on('POST /api/v1/notes', ok(secret('n1'), 201));
  throwing.create({ id: 'local', text: SECRET });
  await page.settle();
  calls.update('login', { name: SECRET }, { previousState: secret('login') });
  await page.settle();

  // Damage of every kind, beside an array that existing code left in pieces.
  const storage = page.storage() as Storage;
  const keys = Array.from({ length: storage.length }, (_, i) => storage.key(i) ?? '');
  for (const key of keys.filter((one) => one.includes(':m:')))
    storage.setItem(key, (storage.getItem(key) ?? '').slice(0, -3));
  storage.setItem('medicalPro_mutation_queue', `[{"type":"POST","data":"${SECRET}"}, 7]`);
  page.end();
  const later = open();
  later.client.queue.setUser({ id: 'alice' });
  await later.page.advance(1_000);
  later.client.mutations(PATIENTS).update('p9', { name: SECRET });
  const other = open();
  other.client.queue.setUser({ id: 'bob' });
  await later.page.advance(1_000);
  await other.client.queue.logout();
  await later.page.advance(1_000);
  return {
    codes,
    console: printed.flatMap((spy) => spy.mock.calls),
    diagnostics,
    lines: [...page.printed, ...later.page.printed, ...other.page.printed],
    dispatched: [page, later.page, other.page]
      .flatMap((one) => one.dispatched)
      .filter(({ name }) => name.startsWith('sync:')),
    audit: client.queue.exportAudit() + later.client.queue.exportAudit(),
  };
}

describe('7.3: logs and diagnostics', () => {
  it('carry ids and codes never contents', async () => {
    const received = await troubledPage();
    // The schedule is worth something only if it made the library speak.
    for (const code of ['DAMAGED_RECORDS', 'IMPORT_INCOMPLETE', 'USER_CHANGED_ELSEWHERE'])
      expect([...received.codes]).toContain(code);
    expect(received.lines.length).toBeGreaterThan(3);
    for (const [kind, lines] of Object.entries(received))
      expect({ kind, received: JSON.stringify(lines) }).not.toMatchObject({
        received: expect.stringContaining(SECRET) as string,
      });
  });

  it('nothing is printed unless the application asks for it', async () => {
    const received = await troubledPage();
    expect(received.console).toEqual([]);
    const quiet = openPage();
    quiet.page.storage()?.setItem('medicalPro_mutation_queue', `[7, "${SECRET}"]`);
    quiet.client.queue.getPending();
    await quiet.page.advance(1_000);
    expect(quiet.page.printed).toEqual([]);
  });
});

describe('7.3: hostile keys', () => {
  it.each(['__proto__', 'constructor', 'prototype'])(
    'are inert in contents answers and storage: %s',
    async (key) => {
      const hostile = `{"${key}":{"polluted":true,"admin":true},"name":"A"}`;
      const browser = new FakeBrowser();
      const { page, client } = openPage(browser);
      const answer = JSON.parse(`{"id":"p1","${key}":{"polluted":true}}`) as object;
      browser.server.on(`PATCH ${PATIENTS}/p1`, refusal(422, 'INVALID', 'no', answer), ok(answer));
      browser.server.on(`GET ${PATIENTS}`, ok([answer]));
      const rows = client.resource(PATIENTS);
      await rows.load();
      client.mutations(PATIENTS).update('p1', JSON.parse(hostile) as object);
      rows.getRows();
      await page.settle();
      page.end();
      const next = openPage(browser);
      for (const { id } of next.client.queue.getAll()) await next.client.queue.retry(id);
      next.client.resource(PATIENTS).getRows();
      await next.page.settle();
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
      expect(({} as Record<string, unknown>)['admin']).toBeUndefined();
      expect(typeof {}.constructor).toBe('function');
      for (const row of next.client.resource(PATIENTS).getRows())
        expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    },
  );
});
