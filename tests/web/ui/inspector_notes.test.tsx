// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { AuditTrail, SyncInspector } from 'synchrone/ui';
import { patientsEndpoint } from '../react/support/subjects.js';
import { TestPage } from '../react/support/test_page.js';

afterEach(cleanup);

const kEmpty = 'La file est vide.';
const kNoChanges = 'Vous n’avez rien changé sur ce poste dans les 30 derniers jours.';

const create = (page: TestPage): void => {
  act(() => {
    page.client.mutations(patientsEndpoint).create({ last_name: 'Dupont' });
  });
};

/** Both pieces with what they read a moment later. */
async function shown(page: TestPage): Promise<string> {
  const { container } = render(
    <>
      <SyncInspector />
      <AuditTrail />
    </>,
  );
  await vi.waitFor(() => expect(container.querySelector('[aria-busy="true"]')).toBeNull(), 300_000);
  await page.settle();
  return container.textContent ?? '';
}

describe('9.3: the queue and its journal say nothing that is not so', () => {
  it('an empty queue and an empty journal are', async () => {
    const text = await shown(new TestPage());
    expect(text).toContain(kEmpty);
    expect(text).toContain(kNoChanges);
  });

  it('the work of another person waits here: the queue is not empty', async () => {
    const page = new TestPage();
    page.queue.setUser({ id: 'alice' });
    await page.goOnline(false);
    create(page);
    await page.queue.logout();
    page.queue.setUser({ id: 'bruno' });
    await page.settle();
    const text = await shown(page);
    expect(text).toContain('1 changement gardé ici attend son auteur');
    expect(text).not.toContain(kEmpty);
  });

  it('sealed work that nothing has opened yet: neither queue nor journal is empty', async () => {
    const page = new TestPage();
    page.queue.configure({ encryption: { key: new Uint8Array(32).fill(1) } });
    page.queue.setUser({ id: 'alice' });
    await page.goOnline(false);
    create(page);
    await page.settle();
    const next = page.reload({ online: false });
    next.queue.configure({ encryption: { key: null } });
    const text = await shown(next);
    expect(text).toContain('1 changement gardé ici attend son auteur');
    expect(text).not.toContain(kEmpty);
    expect(text).not.toContain(kNoChanges);
    expect(screen.getAllByText('Chiffré, à déverrouiller').length).toBeGreaterThan(0);
  });

  it('a page that can save nothing: nobody knows what waits, and no tab is said to send', async () => {
    const page = new TestPage();
    const { now } = page;
    page.now = () => {
      if (new Error().stack?.includes('wasm') === true) throw new WebAssembly.RuntimeError('dies');
      return now.call(page);
    };
    create(page);
    create(page);
    await page.settle();
    expect(page.queue.getSnapshot().waiting).toBe('stopped');
    const text = await shown(page);
    expect(text).toContain('Les changements faits ici ne seraient ni gardés ni envoyés.');
    expect(text).not.toMatch(/La file est vide|rien changé|Journal intact|Envoi par/);
  });

  it('a change that a person keeps offline can be sent from where it is said to wait for that', async () => {
    const page = new TestPage();
    create(page);
    await page.settle();
    page.api.last.answer(422, { code: 'RULE', message: 'Non' });
    await page.settle();
    const [entry] = page.queue.getAll();
    await act(() => page.queue.keepOffline(entry?.id ?? ''));
    expect(await shown(page)).toContain('Il est retenu jusqu’à ce que vous l’envoyiez.');
    fireEvent.click(screen.getByText('Envoyer maintenant'));
    await page.settle();
    expect(page.api.writes).toHaveLength(2);
  });

  it('storage is denied: changes wait in the page alone, and it says so', async () => {
    const page = new TestPage();
    page.browser.storage.denied = true;
    await page.goOnline(false);
    create(page);
    await page.settle();
    expect(page.queue.getSnapshot().storage.durable).toBe(false);
    const text = await shown(page);
    expect(text).toContain('ce navigateur ne peut pas les conserver si la page est fermée');
    expect(text).not.toContain(kEmpty);
  });
});
