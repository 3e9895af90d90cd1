import { expect, type Locator, type Page } from '@playwright/test';
import type { Role } from '../../../web/clinic/server/people/session.ts';
import { demoPerson } from './sign-in.ts';
import { visits } from './visits.ts';

/** A patient as a person types it. */
export interface TypedPatient {
  lastName: string;
  firstName: string;
  phone?: string;
}

/** What people see and do in the clinic, in their words. */
export class ClinicPage {
  constructor(
    readonly page: Page,
    readonly url: string,
  ) {}

  /** Opens the patients and waits until the list is there. */
  async openPatients(): Promise<void> {
    await this.page.goto(`${this.url}/patients`);
    await expect(
      this.page.getByRole('table', { name: 'Liste des patients' }).getByRole('link').first(),
    ).toBeVisible();
    await this.expectComplete();
  }

  /** Waits until forms and other pages are there: the network may be gone from then on. */
  async expectComplete(): Promise<void> {
    await expect(this.page.locator('html')).toHaveAttribute('data-complete', '');
  }

  /** Waits until nothing more comes that would move what is on screen: a slow page says for a moment that lists may be old. */
  async expectAtRest(): Promise<void> {
    await this.expectComplete();
    await expect(this.page.getByText(/Ces listes (datent de|ont pu changer)/)).toHaveCount(0);
  }

  /** After a start without the server: the password opens what this device keeps. */
  async unlock(role: Role = 'admin', password = demoPerson(role).password): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
    await this.page.getByRole('button', { name: 'Déverrouiller' }).click();
  }

  /** Opens the agenda of a day, `YYYY-MM-DD`. */
  async openAgenda(day: string): Promise<void> {
    await this.page.goto(`${this.url}/agenda?jour=${day}`);
    await expect(visits(this.page).first()).toBeVisible();
    await this.expectComplete();
  }

  /** The line that says how the sync is doing. */
  get status(): Locator {
    return this.page.locator('.sync-status:visible').getByRole('status');
  }

  /** The file that is open beside the list. */
  get file(): Locator {
    return this.page.getByRole('complementary', { name: 'Dossier du patient' });
  }

  /** The heading of the file of `name`, as "DUPONT Jean". */
  fileOf(name: string): Locator {
    return this.file.getByRole('heading', { level: 2, name });
  }

  /** A patient's row in the list. */
  row(name: string): Locator {
    return this.page
      .getByRole('row')
      .filter({ has: this.page.getByRole('link', { name, exact: true }) });
  }

  /** The notice about one refused or conflicting change. */
  get notice(): Locator {
    return this.page.getByRole('region', { name: 'Changements à traiter' }).getByRole('alert');
  }

  /** Fills the form of a new patient without saving it. */
  async fillNewPatient({ lastName, firstName, phone }: TypedPatient): Promise<void> {
    await this.page.getByRole('button', { name: 'Nouveau patient' }).first().click();
    const form = this.page.getByRole('dialog', { name: 'Nouveau patient' });
    await form.getByRole('textbox', { name: 'Nom', exact: true }).fill(lastName);
    await form.getByRole('textbox', { name: 'Prénom' }).fill(firstName);
    if (phone !== undefined) await form.getByRole('textbox', { name: 'Téléphone' }).fill(phone);
  }

  /** Presses "Enregistrer" of the form that is open. */
  async save(): Promise<void> {
    await this.page.getByRole('dialog').getByRole('button', { name: 'Enregistrer' }).click();
  }

  async createPatient(patient: TypedPatient): Promise<void> {
    await this.fillNewPatient(patient);
    await this.save();
  }

  /** Changes the phone number of the patient whose file is open. */
  async changePhone(phone: string): Promise<void> {
    await this.file.getByRole('button', { name: 'Modifier' }).click();
    await this.page.getByRole('dialog').getByRole('textbox', { name: 'Téléphone' }).fill(phone);
    await this.save();
  }

  /** Deletes the patient whose file is open, and confirms. */
  async deletePatient(): Promise<void> {
    await this.file.getByRole('button', { name: 'Autres actions' }).click();
    await this.page.getByRole('menuitem', { name: 'Supprimer' }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: 'Supprimer' }).click();
  }

  /** Opens a patient's file from the list, found by the search. */
  async openFile(name: string): Promise<void> {
    await this.page.getByRole('searchbox', { name: 'Rechercher un patient' }).fill(name);
    await this.page.getByRole('link', { name, exact: true }).click();
    await expect(this.fileOf(name)).toBeVisible();
  }

  /** Waits until nothing is left to send. */
  async expectSynced(): Promise<void> {
    await expect(this.status).not.toContainText('en attente');
    await expect(this.status).toContainText('En ligne');
  }
}
