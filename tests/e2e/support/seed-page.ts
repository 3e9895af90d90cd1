import type { Locator, Page } from '@playwright/test';
import type { ClinicServer } from './clinic-server.ts';

/** What people see and do in the seed's own application, in their words. */
export class SeedPage {
  constructor(
    readonly page: Page,
    private readonly server: ClinicServer,
  ) {}

  /** Opens a page of the application and waits until its list has been read. */
  async open(path: string): Promise<void> {
    await this.server.behave('normal');
    await this.page.goto(this.server.url + path);
    await this.listRead();
  }

  /**
   * This document has read its list, by its own record of what it has loaded: Chromium does not report the end of
   * each body to DevTools, and a time of DevTools is not one of the page's clock.
   */
  private async listRead(): Promise<void> {
    await this.page.waitForFunction(
      (part) => performance.getEntriesByType('resource').some(({ name }) => name.includes(part)),
      '/api/v1/patients?',
      { polling: 100 },
    );
  }

  /** Opens the page here and in a second tab of this browser. @returns the second one */
  async openTwice(path: string): Promise<SeedPage> {
    const other = new SeedPage(await this.page.context().newPage(), this.server);
    await this.open(path);
    await other.open(path);
    return other;
  }

  /** The line that says how the sync is doing. */
  get status(): Locator {
    return this.page.getByRole('status', { name: 'Synchronisation' });
  }

  /** The rows in which `name` is written. */
  row(name: string): Locator {
    return this.page
      .getByRole('list', { name: 'Patients' })
      .getByRole('listitem')
      .filter({ hasText: name });
  }

  dialog(name: string): Locator {
    return this.page.getByRole('dialog', { name });
  }

  alert(text: string): Locator {
    return this.page.getByRole('alert').filter({ hasText: text });
  }

  /** Fills the form at the end of the list and submits it. */
  async create(firstName: string, lastName: string): Promise<void> {
    await fillName(this.page.getByRole('form', { name: 'Créer le patient' }), firstName, lastName);
    await this.page.getByRole('button', { name: 'Créer le patient' }).click();
  }

  /** Makes a patient in a dialog that is open, with the button of that name. */
  async submitDialog(
    dialog: Locator,
    firstName: string,
    lastName: string,
    button: string,
  ): Promise<void> {
    await fillName(dialog, firstName, lastName);
    await dialog.getByRole('button', { name: button }).click();
  }
}

async function fillName(form: Locator, firstName: string, lastName: string): Promise<void> {
  await form.getByRole('textbox', { name: 'Prénom' }).fill(firstName);
  await form.getByRole('textbox', { name: 'Nom', exact: true }).fill(lastName);
}
