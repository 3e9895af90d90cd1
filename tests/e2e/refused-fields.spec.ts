import type { Page } from '@playwright/test';
import { resources } from '../../web/clinic/server/resources/all.ts';
import type { ClinicPage } from './support/clinic-page.ts';
import { expect, test } from './support/test.ts';

interface Form {
  /** Makes a record of that kind, which the server refuses. */
  save(clinic: ClinicPage, page: Page): Promise<void>;
  /** What the person does not choose there: the form says it over its fields. */
  unseen: readonly string[];
}

const forms: Readonly<Record<string, Form>> = {
  patients: {
    save: (clinic) => clinic.createPatient({ lastName: 'Refuse', firstName: 'Rémi' }),
    unseen: [],
  },
  consents: {
    save: async (clinic) => {
      await clinic.file.getByRole('tab', { name: 'Consentements' }).click();
      await clinic.file.getByRole('button', { name: 'Nouveau consentement' }).click();
      await clinic.save();
    },
    unseen: ['patient_id', 'practitioner_id', 'granted_at', 'withdrawn_at'],
  },
  'medical-records': {
    save: async (clinic, page) => {
      await clinic.file.getByRole('tab', { name: 'Dossier' }).click();
      await clinic.file.getByRole('button', { name: 'Nouvel élément' }).click();
      await page.getByRole('dialog').getByRole('textbox', { name: 'Titre' }).fill('Note');
      await clinic.save();
    },
    unseen: ['patient_id', 'appointment_id', 'status', 'recorded_at'],
  },
  appointments: {
    save: async (clinic, page) => {
      await clinic.file.getByRole('button', { name: 'Nouveau rendez-vous' }).click();
      const form = page.getByRole('dialog', { name: 'Nouveau rendez-vous' });
      await form.getByRole('combobox', { name: 'Praticien' }).click();
      await page.getByRole('option', { name: /^Dr / }).first().click();
      await clinic.save();
    },
    unseen: ['status', 'arrived_at', 'seen_at', 'left_at', 'series_id'],
  },
  practitioners: {
    save: async (clinic, page) => {
      await page.getByRole('link', { name: 'Praticiens' }).first().click();
      await page.getByRole('button', { name: 'Nouveau praticien' }).first().click();
      const form = page.getByRole('dialog');
      await form.getByRole('textbox', { name: 'Nom', exact: true }).fill('Refuse');
      await form.getByRole('textbox', { name: 'Prénom' }).fill('Rita');
      await form.getByRole('textbox', { name: 'Spécialité' }).fill('Allergologie');
      // What is wrong in a group of controls is at the control.
      await form.getByRole('button', { name: 'Ajouter une absence' }).click();
      const from = form.getByRole('textbox', { name: 'Du', exact: true });
      const to = form.getByRole('textbox', { name: 'Au', exact: true });
      await clinic.save();
      await expect(from).toBeFocused();
      await from.fill('02/01/2031');
      await to.fill('01/01/2031');
      await clinic.save();
      await expect(to).toBeFocused();
      await to.fill('03/01/2031');
      await clinic.save();
    },
    unseen: [],
  },
};

const sentence = (field: string): string => `Refusé : ${field}.`;

test('9.2: whatever field the server refuses is marked where it is corrected', async ({
  clinic,
  server,
  page,
}) => {
  expect(Object.keys(forms).sort()).toEqual(resources.map(({ name }) => name).sort());
  await server.call('POST', '/api/v1/patients', { last_name: 'Champs', first_name: 'Chloé' });
  await clinic.openPatients();
  for (const [name, { save, unseen }] of Object.entries(forms)) {
    const schema = resources.find((resource) => resource.name === name)?.schema.shape ?? {};
    const fields = Object.keys(schema).map((field) => ({ field, message: sentence(field) }));
    const error = { code: 'VALIDATION_FAILED', message: 'À corriger.', details: { fields } };
    const refuse = page.route(
      new RegExp(`/api/v1/${name}$`),
      (route) => route.fulfill({ status: 400, json: { success: false, error } }),
      { times: 1 },
    );
    await refuse;
    await save(clinic, page);
    await clinic.notice.getByRole('button', { name: 'Corriger' }).click();

    const form = page.getByRole('dialog');
    const isSeen = ({ field }: { field: string }): boolean => !unseen.includes(field);
    for (const { field, message } of fields.filter(isSeen))
      await expect(form.getByText(message, { exact: true }), `${name}: ${field}`).toBeVisible();
    const rest = form.getByRole('alert').filter({ hasText: 'Refusé' });
    for (const field of unseen)
      await expect(rest, `${name}: ${field}`).toContainText(sentence(field));
    await expect(rest).toHaveCount(unseen.length === 0 ? 0 : 1);

    await form.getByRole('button', { name: 'Annuler' }).click();
    await clinic.notice.getByRole('button', { name: 'Abandonner' }).click();
    await clinic.notice.getByRole('button', { name: 'Abandonner' }).click();
    await expect(clinic.notice).toHaveCount(0);
    if (name === 'patients') await clinic.openFile('CHAMPS Chloé');
  }
});
