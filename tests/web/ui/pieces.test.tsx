// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/react';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  AttentionList,
  AuditTrail,
  RowSyncMark,
  SyncDetails,
  SyncInspector,
  SyncNotices,
  SyncStatus,
  plainDescriber,
} from 'synchrone/ui';
import type { Snapshot } from 'synchrone';
import { patientsEndpoint } from '../react/support/subjects.js';
import { TestPage } from '../react/support/test_page.js';

beforeAll(() => {
  // jsdom knows the element, not what it does.
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  HTMLDialogElement.prototype.close = function () {
    this.open = false;
  };
});
afterEach(cleanup);

/** A change of a known patient, as the server answers it. */
async function changeOf(page: TestPage, status: number, body?: unknown): Promise<void> {
  const known = { id: 'p1', last_name: 'Dupont', first_name: 'Jean', version: 1 };
  act(() => {
    page.client
      .mutations(patientsEndpoint)
      .update('p1', { last_name: 'Durand' }, { previousState: known });
  });
  await page.settle();
  page.api.last.answer(status, body);
  await page.settle();
}

const refused = (page: TestPage) => changeOf(page, 422, { code: 'RULE', message: 'Nom déjà pris' });
const conflicting = (page: TestPage) =>
  changeOf(page, 412, {
    code: 'VERSION_CONFLICT',
    message: 'no',
    details: { current: { id: 'p1', last_name: 'Martin', first_name: 'Jean', version: 2 } },
  });

describe('9.1: SyncStatus', () => {
  it.each([
    ['fr', /1 changement en attente de sync/],
    ['en', /1 change waiting to sync/],
    ['es', /1 cambio/],
  ] as const)('needs no props, and speaks %s', async (language, words) => {
    const page = new TestPage({ languages: [language] });
    render(<SyncStatus />);
    act(() => {
      page.client.mutations(patientsEndpoint).create({ last_name: 'Dupont' });
    });
    await page.settle();
    expect(screen.getByRole('status').textContent).toMatch(words);
  });

  it('says offline in words', async () => {
    const page = new TestPage();
    render(<SyncStatus />);
    await page.goOnline(false);
    expect(screen.getByRole('status').textContent).toContain('Hors ligne');
    expect(screen.getByRole('status').textContent).not.toContain('Tout est synchronisé');
    expect(screen.getByRole('status').textContent).toContain('Rien à envoyer');
  });
});

describe('9.1: the status never says that all is synced while it is not', () => {
  const status = (): string => screen.getByRole('status').textContent ?? '';

  it.each<[string, Partial<Snapshot>, string]>([
    ['work of others is sealed', { sealed: 2 }, '2 changements gardés ici'],
    ['a change is held', { pending: 1, held: 1 }, '1 changement gardé hors ligne'],
    ['a change needs attention', { attention: 1 }, '1 changement à traiter'],
    ['a list may be old', { stale: 1 }, 'n’est peut-être plus à jour'],
    [
      'nothing can be saved',
      { waiting: 'stopped', storage: { durable: false, reason: 'stopped' } },
      'Rien ne peut être enregistré sur cette page',
    ],
    [
      'storage was cleared',
      { storage: { durable: false, reason: 'cleared' } },
      'gardez cette page ouverte',
    ],
  ])('%s', (_, facts, words) => {
    const page = new TestPage();
    const snapshot = { ...page.queue.getSnapshot(), lastSyncedAt: 1, ...facts };
    render(<SyncStatus snapshot={snapshot} />);
    expect(status()).toContain(words);
    expect(status()).not.toMatch(/synchronisé/i);
  });

  it('says several things at once, the most important first', () => {
    const page = new TestPage();
    const snapshot = { ...page.queue.getSnapshot(), pending: 3, held: 1, attention: 2 };
    render(<SyncStatus snapshot={snapshot} />);
    expect(status()).toContain('⏳ 2 changements en attente de sync · 2 changements à traiter');
  });

  it('a read that failed makes the list stale until one succeeds', async () => {
    const page = new TestPage();
    render(<SyncStatus />);
    const store = page.client.resource(patientsEndpoint);
    page.api.isReachable = false;
    await act(async () => {
      await store.load();
    });
    await page.settle();
    expect(page.queue.getSnapshot().stale).toBe(1);
    expect(status()).toContain('n’est peut-être plus à jour');
  });

  it('waits for the connection in words while changes do', async () => {
    const page = new TestPage({ languages: ['en'] });
    render(<SyncStatus />);
    await page.goOnline(false);
    expect(status()).not.toContain('Waiting for connection…');
    act(() => {
      page.client.mutations(patientsEndpoint).create({ last_name: 'Dupont' });
    });
    await page.settle();
    expect(status()).toContain('Waiting for connection…');
  });

  it('progress does not count what a person holds', () => {
    const page = new TestPage();
    const of = (pending: number) => ({ ...page.queue.getSnapshot(), pending, held: 1 });
    const { rerender } = render(<SyncStatus snapshot={of(21)} />);
    rerender(<SyncStatus snapshot={of(11)} />);
    expect(status()).toContain('Envoi : 10 sur 20');
    rerender(<SyncStatus snapshot={of(1)} />);
    expect(status()).not.toContain('Envoi');
    expect(screen.queryByRole('progressbar')).toBeNull();
  });
});

describe('9.2: what a person keeps offline', () => {
  it('is listed, with a button that sends it', async () => {
    const page = new TestPage();
    await refused(page);
    render(
      <>
        <SyncStatus />
        <AttentionList />
      </>,
    );
    fireEvent.click(screen.getByRole('button', { name: 'Mode hors ligne' }));
    await page.settle();
    expect(page.queue.getSnapshot()).toMatchObject({ pending: 1, held: 1, attention: 0 });
    expect(screen.getByRole('status').textContent).toContain('1 changement gardé hors ligne');
    const [item] = screen.getAllByRole('listitem');
    expect(item?.textContent).toContain('Durand');
    const writes = page.api.writes.length;
    fireEvent.click(within(item!).getByRole('button', { name: 'Envoyer maintenant' }));
    await page.settle();
    expect(page.api.writes).toHaveLength(writes + 1);
    expect(page.queue.getSnapshot()).toMatchObject({ held: 0 });
  });

  it('can be sent from the details, too', async () => {
    const page = new TestPage();
    await refused(page);
    const [entry] = page.queue.getAll();
    await act(() => page.queue.keepOffline(entry!.id));
    await page.settle();
    render(<SyncDetails />);
    const writes = page.api.writes.length;
    fireEvent.click(screen.getByRole('button', { name: 'Envoyer maintenant' }));
    await page.settle();
    expect(page.api.writes).toHaveLength(writes + 1);
  });
});

describe('9.2: SyncNotices', () => {
  it('shows what was refused, of whom, and why; a retry sends it again', async () => {
    const page = new TestPage();
    render(<SyncNotices />);
    await refused(page);
    const notice = screen.getByRole('alert');
    expect(notice.textContent).toContain('Modification · patients');
    expect(notice.textContent).toContain('Durand');
    expect(notice.textContent).toContain('Nom déjà pris');
    fireEvent.click(within(notice).getByRole('button', { name: 'Réessayer' }));
    await page.settle();
    expect(page.api.writes).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('asks once more before a change is given up', async () => {
    const page = new TestPage();
    render(<SyncNotices />);
    await refused(page);
    fireEvent.click(screen.getByRole('button', { name: 'Abandonner' }));
    expect(page.queue.getAll()).toHaveLength(1);
    fireEvent.click(screen.getByRole('button', { name: 'Abandonner' }));
    await page.settle();
    expect(page.queue.getAll()).toMatchObject([{ status: 'rolled-back' }]);
  });

  it('compares a conflict field by field, and sends mine over the server’s version', async () => {
    const page = new TestPage();
    render(<SyncNotices />);
    await conflicting(page);
    fireEvent.click(screen.getByRole('button', { name: 'Comparer' }));
    const cells = within(screen.getByRole('dialog'))
      .getAllByRole('cell')
      .map((cell) => cell.textContent);
    expect(cells).toEqual(['Dupont', 'Durand', 'Martin']);
    fireEvent.click(
      within(screen.getByRole('dialog')).getByRole('button', {
        name: 'Réessayer avec vos changements',
      }),
    );
    await page.settle();
    expect(page.api.last.headers.get('If-Match')).toBe('"2"');
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('offers what was refused before a reload again', async () => {
    const page = new TestPage();
    await refused(page);
    const next = page.reload();
    render(<SyncNotices />);
    expect(screen.getByRole('alert').textContent).toContain('Nom déjà pris');
    fireEvent.click(screen.getByRole('button', { name: 'Réessayer' }));
    await next.settle();
    next.api.last.answer(422, { code: 'RULE', message: 'Nom déjà pris' });
    await next.settle();
    expect(screen.getByRole('alert')).toBeTruthy();
  });

  it('leaves hidden what a person has hidden, also where the notices are mounted again', async () => {
    const page = new TestPage();
    const { unmount } = render(<SyncNotices />);
    await refused(page);
    fireEvent.click(screen.getByRole('button', { name: 'Masquer, à traiter plus tard' }));
    unmount();
    render(<SyncNotices />);
    expect(screen.queryByRole('alert')).toBeNull();
    // Refused once more, it is shown again.
    const [entry] = page.queue.getAll();
    await act(() => page.queue.retry(entry!.id));
    await page.settle();
    page.api.last.answer(422, { code: 'RULE', message: 'Toujours pris' });
    await page.settle();
    expect(screen.getByRole('alert').textContent).toContain('Toujours pris');
  });
});

describe('9.3: AttentionList', () => {
  it('lists what waits for a person with what was entered', async () => {
    const page = new TestPage();
    await refused(page);
    render(<AttentionList />);
    const [item] = screen.getAllByRole('listitem');
    expect(item?.textContent).toContain('Last name');
    expect(item?.textContent).toContain('Durand');
    fireEvent.click(within(item!).getByRole('button', { name: 'Mode hors ligne' }));
    await page.settle();
    expect(page.queue.getPending()).toMatchObject([{ keptOffline: true }]);
  });

  it('takes the application’s words', async () => {
    const page = new TestPage();
    await refused(page);
    render(<AttentionList describer={{ ...plainDescriber('fr'), about: () => 'DURAND Jean' }} />);
    expect(screen.getByText('DURAND Jean')).toBeTruthy();
  });
});

describe('3.11, 9.3: SyncInspector', () => {
  it('draws a lane for each record, a mark for each change, and says why it waits', async () => {
    const page = new TestPage();
    await page.goOnline(false);
    const calls = page.client.mutations(patientsEndpoint);
    act(() => {
      calls.update('p1', { last_name: 'Durand' });
      calls.update('p1', { first_name: 'Jeanne' });
      calls.update('p2', { last_name: 'Petit' });
    });
    render(<SyncInspector />);
    expect(screen.getAllByText('Modification · patients')).toHaveLength(3);
    expect(screen.getByText('2 changements')).toBeTruthy();
    expect(screen.getByText('1 changement')).toBeTruthy();
    expect(screen.getAllByText(/En attente de connexion/)).toHaveLength(3);
    expect(screen.getByRole('status').textContent).toContain('Hors ligne');
  });

  it('draws and explains no more than fits a screen, however long the queue is', async () => {
    const page = new TestPage();
    await page.goOnline(false);
    const calls = page.client.mutations(patientsEndpoint);
    act(() => {
      for (let n = 0; n < 100; n += 1) calls.update('busy', { notes: `${n}` });
      for (let n = 0; n < 100; n += 1) calls.update(`p${n}`, { last_name: 'Durand' });
    });
    const explain = vi.spyOn(page.queue, 'explain');
    const { container } = render(<SyncInspector />);
    expect(container.querySelectorAll('.sync-lane')).toHaveLength(60);
    expect(container.querySelectorAll('.sync-lane-entry')).toHaveLength(12 + 59);
    expect(screen.getByText('et 88 autres')).toBeTruthy();
    expect(screen.getByText('et 41 autres')).toBeTruthy();
    // Eight lanes at once, and all of them when there is time.
    expect(explain.mock.calls.length).toBeLessThanOrEqual(12 + 7 + 12 + 59);
  });

  it('reads how full storage is once the page is on screen', async () => {
    const page = new TestPage();
    await refused(page);
    const read = vi.spyOn(page.client, 'storedCharacters');
    render(<SyncInspector />);
    expect(read).not.toHaveBeenCalled();
    expect(
      await screen.findByText(/^Stockage : \d+ ko utilisés$/, {}, { timeout: 300_000 }),
    ).toBeTruthy();
  });

  it('marks what needs a decision', async () => {
    const page = new TestPage();
    await refused(page);
    const { container } = render(<SyncInspector />);
    // One state, one word.
    expect(container.querySelector('.sync-lane-why')?.textContent).toBe('Refusé');
  });

  it('says of each mark whether it is a refusal or a conflict', async () => {
    const page = new TestPage();
    await conflicting(page);
    const { container } = render(<SyncInspector />);
    const mark = container.querySelector('.sync-lane-entry');
    expect(mark?.getAttribute('data-kind')).toBe('conflict');
  });

  it('warns beside what has to be decided, not beside the connection that is there', async () => {
    const page = new TestPage();
    await refused(page);
    const { container } = render(<SyncStatus />);
    const iconIn = (line: string) => container.querySelector(`${line} svg`)?.innerHTML;
    const warning = iconIn('.sync-status-work');
    expect(warning).toBeTruthy();
    expect(iconIn('.sync-status-connection')).not.toBe(warning);
  });
});

describe('3.10, 9.3: AuditTrail', () => {
  /** Against hanging, not slowness. */
  const patience = { timeout: 300_000 };

  it('shows who changed what, what became of it, and finds by word', async () => {
    const page = new TestPage();
    page.queue.setUser({ id: 'alice' });
    await refused(page);
    await changeOf(page, 200, { id: 'p1', last_name: 'Durand', version: 2 });
    render(<AuditTrail nameOf={(id) => `Dr ${id}`} />);
    const rows = (await screen.findAllByRole('row', {}, patience)).slice(1);
    expect(rows).toHaveLength(2);
    expect(rows[0]?.textContent).toContain('Dr alice');
    expect(rows.map((row) => row.textContent).join()).toMatch(/Refusé/);
    expect(await screen.findByText('Journal intact', {}, patience)).toBeTruthy();
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: '422' } });
    expect(screen.getAllByRole('row')).toHaveLength(2);
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'introuvable' } });
    expect(screen.getByText('Aucune ligne ne contient ces mots.')).toBeTruthy();
  });

  it('says whom a create and an action were about, and finds them by that name', async () => {
    const page = new TestPage();
    const names: Readonly<Record<string, string>> = { p9: 'DUPONT Jean', p1: 'MARTIN Ève' };
    page.client.mutations(patientsEndpoint).create({ last_name: 'Dupont' });
    await page.settle();
    page.api.last.answer(201, { id: 'p9', last_name: 'Dupont' });
    await page.settle();
    void page.queue.enqueue({ type: 'POST', endpoint: `${patientsEndpoint}/p1/remind`, data: {} });
    await page.settle();
    render(<AuditTrail aboutOf={(_, id) => names[id] ?? ''} />);
    const rows = (await screen.findAllByRole('row', {}, patience)).slice(1);
    expect(rows.map((row) => row.querySelector('td:nth-child(3)')?.textContent)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Création.* DUPONT Jean$/),
        expect.stringMatching(/^Action.* MARTIN Ève$/),
      ]),
    );
    fireEvent.change(screen.getByRole('searchbox'), { target: { value: 'dupont' } });
    expect(screen.getAllByRole('row')).toHaveLength(2);
  });

  it('shows fifty lines, and more by a click', async () => {
    const page = new TestPage();
    const calls = page.client.mutations(patientsEndpoint);
    for (let index = 0; index < 60; index += 1) calls.update(`p${index}`, { last_name: 'Durand' });
    const { container } = render(<AuditTrail />);
    const lines = () => container.querySelectorAll('tbody tr').length;
    fireEvent.click(await screen.findByText('Afficher la suite (10 lignes)', {}, patience));
    expect(lines()).toBe(60);
    expect(screen.queryByText(/Afficher la suite/)).toBeNull();
  });

  it('is on screen before it reads: what is pending keeps no page waiting', async () => {
    const page = new TestPage();
    await refused(page);
    const read = vi.spyOn(page.queue, 'exportAudit');
    render(<AuditTrail />);
    expect(screen.getByRole('heading', { name: 'Journal des changements' })).toBeTruthy();
    expect(read).not.toHaveBeenCalled();
    expect(await screen.findByText('Journal intact', {}, patience)).toBeTruthy();
    expect(read).toHaveBeenCalledOnce();
  });

  it('shows what became of a change that is sent while it is open, with one read for a drain', async () => {
    const page = new TestPage();
    page.queue.setUser({ id: 'alice' });
    const calls = page.client.mutations(patientsEndpoint);
    calls.update('p1', { last_name: 'Durand' });
    calls.update('p2', { last_name: 'Dubois' });
    await page.settle();
    const read = vi.spyOn(page.queue, 'exportAudit');
    render(<AuditTrail />);
    expect(await screen.findAllByText('En attente', {}, patience)).toHaveLength(2);
    expect(page.api.writes).toHaveLength(2);
    for (const [index, write] of page.api.writes.entries())
      write.answer(200, { id: `p${index + 1}`, version: 2 });
    await page.settle();
    await waitFor(() => expect(screen.queryAllByText('En attente')).toHaveLength(0), {
      timeout: 300_000,
    });
    expect(screen.getByText('Journal intact')).toBeTruthy();
    expect(read).toHaveBeenCalledTimes(2);
  });

  it('holds no contents', async () => {
    const page = new TestPage();
    await refused(page);
    const { container } = render(<AuditTrail />);
    await screen.findByText('Journal intact', {}, patience);
    expect(container.innerHTML).not.toContain('Durand');
  });
});

describe('the pieces', () => {
  it('RowSyncMark has words for screen readers, and nothing while all is well', () => {
    new TestPage();
    const { container, rerender } = render(<RowSyncMark state="pending" />);
    expect(container.textContent).toBe('En attente de synchronisation');
    rerender(<RowSyncMark state="synced" />);
    expect(container.innerHTML).toBe('');
  });

  it('SyncDetails hurries the queue and works offline by a click', async () => {
    const page = new TestPage();
    const hurried = vi.spyOn(page.queue, 'process');
    render(<SyncDetails />);
    fireEvent.click(screen.getByRole('button', { name: 'Synchroniser maintenant' }));
    expect(hurried).toHaveBeenCalledOnce();
    fireEvent.click(screen.getByRole('button', { name: 'Travailler hors ligne' }));
    await page.settle();
    expect(page.queue.getSnapshot().waiting).toBe('offline-mode');
  });

  it('render on a server without touching the page', () => {
    const html = renderToString(
      <>
        <SyncStatus />
        <SyncNotices />
        <AttentionList />
      </>,
    );
    expect(html).toContain('En ligne');
  });

  it('plainDescriber reads the field names of any application', () => {
    const { fieldLabel, about } = plainDescriber('en');
    const entry = (data: object) => ({ data }) as never;
    expect(fieldLabel(entry({}), 'birthDate')).toBe('Birth date');
    expect(fieldLabel(entry({}), 'patient_id')).toBeNull();
    expect(about(entry({ lastName: 'Dupont', firstName: 'Jean' }))).toBe('Dupont Jean');
    expect(about(entry({ title: 'Analyse' }))).toBe('Analyse');
  });
});
