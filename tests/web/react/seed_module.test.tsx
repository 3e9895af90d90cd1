// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSyncContext } from 'synchrone';
import { patientsApp } from '../fixtures/seed-app/src/App.jsx';
import { PatientContext, PatientProvider } from '../fixtures/seed-app/src/PatientContext.jsx';
import { TestPage } from './support/test_page.js';

const patientsEndpoint = '/api/v1/patients';

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

type Provider = Parameters<typeof patientsApp>[0];

const pages: readonly [string, (page: TestPage) => { Provider: Provider; Context: unknown }][] = [
  [
    'a plain PatientContext',
    (page) => ({
      Provider: ({ children }: { children?: unknown }) => (
        <PatientProvider load={() => Promise.resolve(page.api.lists[patientsEndpoint])}>
          {children as never}
        </PatientProvider>
      ),
      Context: PatientContext,
    }),
  ],
  ['createSyncContext', () => createSyncContext({ endpoint: patientsEndpoint, name: 'patient' })],
];

describe.each(pages)("the seed's PatientsModule as written, with %s", (_, make) => {
  async function open(): Promise<TestPage> {
    const page = new TestPage();
    page.api.lists[patientsEndpoint] = [
      { id: 'p1', first_name: 'Ada', last_name: 'Martin' },
      { id: 'p2', first_name: 'Luc', last_name: 'Bernard' },
    ];
    const { Provider, Context } = make(page);
    const App = patientsApp(Provider, Context as never);
    render(<App />);
    await page.settle();
    return page;
  }

  const shown = (): string[] =>
    within(screen.getByRole('list', { name: 'Patients' }))
      .getAllByRole('listitem')
      .map((item) => item.querySelector('span')?.textContent ?? '');
  const received = (): unknown =>
    screen.getByRole('region', { name: 'Notifications' }).lastElementChild?.textContent;
  const row = (name: string): HTMLElement => screen.getByText(name).closest('li') as HTMLElement;

  function submitNew(): void {
    const form = within(screen.getByRole('form', { name: 'Créer le patient' }));
    fireEvent.change(form.getByLabelText('Prénom'), { target: { value: 'Jean' } });
    fireEvent.change(form.getByLabelText('Nom'), { target: { value: 'Dupont' } });
    fireEvent.change(form.getByLabelText('Courriel'), { target: { value: 'jean@example.com' } });
    fireEvent.submit(screen.getByRole('form', { name: 'Créer le patient' }));
  }

  it('2.1: a create is visible at once, sent once, and notified when the server has it', async () => {
    const page = await open();
    submitNew();
    expect(shown()).toEqual(['Ada Martin', 'Luc Bernard', 'Jean Dupont']);
    await page.settle();
    expect(page.api.writes).toMatchObject([
      {
        method: 'POST',
        path: patientsEndpoint,
        body: { first_name: 'Jean', last_name: 'Dupont', email: 'jean@example.com' },
      },
    ]);
    expect(screen.getByRole('status', { name: 'Synchronisation' }).textContent).toContain(
      '⏳ 1 changement en attente de sync',
    );
    expect(screen.getByText('Synchronisation en cours')).toBeDefined();
    page.api.last.answer(201, {
      id: 's1',
      first_name: 'Jean',
      last_name: 'Dupont',
      email: 'jean@example.com',
    });
    await page.settle();
    expect(shown()).toEqual(['Ada Martin', 'Luc Bernard', 'Jean Dupont']);
    expect([received(), screen.queryByText('Synchronisation en cours')]).toEqual([
      'Patient créé',
      null,
    ]);
  });

  it('2.1, 9.2: a refused create is rolled back, reported, and retried from the notice', async () => {
    const page = await open();
    submitNew();
    await page.settle();
    page.api.last.answer(422, { code: 'DUPLICATE', message: 'Ce patient existe déjà' });
    await page.settle();
    expect(shown()).toEqual(['Ada Martin', 'Luc Bernard']);
    expect(received()).toBe('Impossible de créer: Ce patient existe déjà');
    const notice = within(screen.getByRole('region', { name: 'Changements refusés' }));
    fireEvent.click(notice.getByText('Réessayer'));
    await page.settle();
    expect(shown()).toContain('Jean Dupont');
    page.api.last.answer(201, { id: 's1', first_name: 'Jean', last_name: 'Dupont' });
    await page.settle();
    expect([shown().length, notice.queryByText('Réessayer')]).toEqual([3, null]);
  });

  it('2.6: an update with previousState is visible at once, and rolled back when refused', async () => {
    const page = await open();
    fireEvent.click(within(row('Ada Martin')).getByText('Modifier'));
    fireEvent.change(screen.getByLabelText('Nouveau nom'), { target: { value: 'Durand' } });
    fireEvent.submit(screen.getByRole('form', { name: 'Modifier le patient' }));
    expect(shown()).toEqual(['Ada Durand', 'Luc Bernard']);
    await page.settle();
    expect(page.api.last).toMatchObject({
      method: 'PATCH',
      path: `${patientsEndpoint}/p1`,
      body: { last_name: 'Durand' },
    });
    page.api.last.answer(400, { message: 'Nom invalide' });
    await page.settle();
    expect(shown()).toEqual(['Ada Martin', 'Luc Bernard']);
    expect(received()).toBe('Impossible de mettre à jour: Nom invalide');
  });

  it('2.1: a deleted row is gone at once, back when refused, and stays without a yes', async () => {
    const page = await open();
    vi.stubGlobal('confirm', () => false);
    fireEvent.click(within(row('Ada Martin')).getByText('Supprimer'));
    await page.settle();
    expect([shown().length, page.api.writes]).toEqual([2, []]);
    vi.stubGlobal('confirm', () => true);
    fireEvent.click(within(row('Ada Martin')).getByText('Supprimer'));
    expect(shown()).toEqual(['Luc Bernard']);
    await page.settle();
    page.api.last.answer(403, { message: 'Droits insuffisants' });
    await page.settle();
    expect(shown().toSorted()).toEqual(['Ada Martin', 'Luc Bernard']);
    expect(received()).toBe('Impossible de supprimer: Droits insuffisants');
  });

  it('2.7: the quick form is gone before anything is sent, and its patient is made', async () => {
    const page = await open();
    fireEvent.click(screen.getByText('Patient rapide'));
    const dialog = within(screen.getByRole('dialog'));
    fireEvent.change(dialog.getByLabelText('Prénom'), { target: { value: 'Vite' } });
    fireEvent.change(dialog.getByLabelText('Nom'), { target: { value: 'Fait' } });
    act(() => {
      fireEvent.submit(dialog.getByRole('form', { name: 'Ajouter' }));
    });
    expect([screen.queryByRole('dialog'), shown().at(-1)]).toEqual([null, 'Vite Fait']);
    await page.settle();
    expect(page.api.writes).toHaveLength(1);
  });
});
