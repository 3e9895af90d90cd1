// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { SyncNotices } from 'synchrone/ui';
import { patientsEndpoint } from '../react/support/subjects.js';
import { TestPage } from '../react/support/test_page.js';

afterEach(cleanup);

describe('3.12, 9.2: SyncNotices', () => {
  it('looks again for a change of unknown outcome before anything else, and says what each choice does', async () => {
    const page = new TestPage();
    render(<SyncNotices />);
    act(() => {
      page.client.mutations(patientsEndpoint).update('p1', { last_name: 'Durand' });
    });
    await page.settle();
    page.api.last.answer(202);
    await page.settle();
    const notice = screen.getByRole('alert');
    const buttons = [...notice.querySelectorAll('.sync-actions button')];
    expect(buttons.map((button) => button.textContent)).toEqual([
      'Vérifier',
      'Déjà enregistré',
      'Renvoyer',
    ]);
    expect(buttons[0]?.getAttribute('data-kind')).toBe('main');
    expect(notice.textContent).toContain('seulement s’il manque au serveur');
    // The answer was lost, the change was not.
    page.api.lists = {
      [patientsEndpoint]: [{ id: 'p1', last_name: 'Durand', first_name: 'Jean', version: 2 }],
    };
    fireEvent.click(within(notice).getByRole('button', { name: 'Vérifier' }));
    await page.settle();
    expect(page.api.writes).toHaveLength(1);
    expect(screen.queryByRole('alert')).toBeNull();
    expect(page.queue.getAll()).toMatchObject([{ status: 'synced' }]);
  });
});
