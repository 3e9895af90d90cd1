import type { Page } from '@playwright/test';
import type { ClinicServer, Row } from './support/clinic-server.ts';
import { expect, test } from './support/test.ts';
import { visits } from './support/visits.ts';

/** A Tuesday far from the seeded weeks: its agenda is empty. */
const freeDay = '2031-05-06';

const isLong = process.env['SYNCHRONE_LONG'] === '1';

/** Two practitioners of the test's own, side by side, with a patient each. */
async function newAgenda(server: ClinicServer, name: string) {
  const people: Row[] = [];
  for (const first_name of ['Ada', 'Bea'])
    people.push(
      await server.call('POST', '/api/v1/practitioners', {
        ...{ title: 'Dr', first_name, last_name: name, specialty: 'Pédiatrie' },
        color: '#1971c2',
      }),
    );
  const patient = await server.call('POST', '/api/v1/patients', {
    last_name: name,
    first_name: 'Marie-Antoinette',
  });
  const [ada, bea] = people as [Row, Row];
  const path = (view = 'day') =>
    `/agenda?jour=${freeDay}&vue=${view}&praticien=${ada.id}&praticien=${bea.id}`;
  return { ada, bea, patient, path };
}

function book(server: ClinicServer, patient: Row, practitioner: Row, time: string, more = {}) {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  const end = minute + 20;
  const text = (h: number, m: number) =>
    `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`;
  return server.call('POST', '/api/v1/appointments', {
    patient_id: patient.id,
    practitioner_id: practitioner.id,
    starts_at: `${freeDay}T${text(hour, minute)}:00+02:00`,
    ends_at: `${freeDay}T${text(hour + Math.floor(end / 60), end % 60)}:00+02:00`,
    ...more,
  });
}

test('9.3: practitioners are columns, a name is whole, slots have names, and the keyboard reaches them', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, patient, path } = await newAgenda(server, 'Colonne');
  await server.call('PATCH', `/api/v1/practitioners/${ada.id}`, {
    absences: ['2031-05-08/2031-05-09'],
  });
  await book(server, patient, ada, '09:00', { reason: 'Suivi' });
  await page.goto(clinic.url + path());
  await expect(page.getByText('Dr Ada Colonne')).toBeVisible();
  await expect(page.getByText('Dr Bea Colonne')).toBeVisible();

  const ada9 = page.getByRole('group', { name: 'Dr Ada Colonne, mardi 6 mai : 1 rendez-vous' });
  const name = ada9.getByRole('button', { name: /09:00 – 09:20, Dr Colonne.*COLONNE Marie-A/s });
  await expect(name).toBeVisible();
  // No part of the name is cut away.
  const isWhole = (box: Element) =>
    box.scrollWidth <= box.clientWidth + 1 && box.scrollHeight <= box.clientHeight + 1;
  expect(await name.evaluate(isWhole)).toBe(true);
  // A taken slot is not a free one.
  await expect(ada9.getByRole('button', { name: 'Créneau libre à 09:00' })).toHaveCount(0);
  await expect(ada9.getByRole('button', { name: 'Hors horaires à 13:00' })).toBeAttached();

  const slot = ada9.getByRole('button', {
    name: 'Créneau libre à 08:00, Dr Ada Colonne, mardi 6 mai',
  });
  await expect(visits(page, 'COLONNE')).toBeVisible();
  await slot.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowRight');
  const bea815 = page.getByRole('button', { name: 'Créneau libre à 08:15, Dr Bea Colonne' });
  await expect(bea815).toBeFocused();
  await page.keyboard.press('Enter');
  const form = page.getByRole('dialog', { name: 'Nouveau rendez-vous' });
  await expect(form.getByRole('combobox', { name: 'Praticien' })).toHaveValue('Dr Bea Colonne');
  // What was chosen can be seen: no list lies over it.
  await expect(page.getByRole('listbox')).toHaveCount(0);
  await expect(form.getByRole('spinbutton', { name: 'Heure (min)' })).toHaveValue('15');
  await page.keyboard.press('Escape');
  await expect(form).toHaveCount(0);

  await page.getByRole('button', { name: 'Affichage et impression' }).click();
  await page.getByRole('menuitemradio', { name: 'Serrée' }).click();
  await expect(page.locator('[data-density=compact]')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.goto(clinic.url + path('week'));
  await expect(page.locator('[data-density=compact]')).toBeVisible();
  await expect(page.getByRole('group', { name: 'Dr Bea Colonne' })).toHaveCount(6);
  await expect(page.getByText('Absent', { exact: true })).toHaveCount(2);
  if (isLong)
    for (const width of [320, 600, 800, 1024, 1100, 1280, 1920, 2560]) {
      await page.setViewportSize({ width, height: 800 });
      await expectNothingOverlaps(page);
    }
});

test('9: during the opening hours of today the columns are under their heads, with the line of now over them @long', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, patient, path } = await newAgenda(server, 'Heure');
  await book(server, patient, ada, '10:30');
  await page.clock.setFixedTime(new Date(`${freeDay}T10:00:00+02:00`));
  await page.goto(clinic.url + path());
  await expect(visits(page, '10:30')).toBeVisible();
  const edges = (name: string) =>
    page.getByText(name, { exact: true }).evaluate((text) => {
      const head = (text.parentElement as Element).getBoundingClientRect();
      const columns = document.querySelectorAll('[data-column]');
      return [...columns].map((column) => Math.round(column.getBoundingClientRect().x - head.x));
    });
  expect((await edges('Dr Ada Heure'))[0]).toBe(0);
  expect((await edges('Dr Bea Heure'))[1]).toBe(0);
});

/** The parts of the page's first lines lie beside or below each other, and inside the window. */
async function expectNothingOverlaps(page: Page): Promise<void> {
  const faults = await page.evaluate(() => {
    const parts = [...document.querySelectorAll('header :is(h1, button, a, [role=radiogroup])')]
      .filter(
        (part) => part.closest('[role=radiogroup]') === part || !part.closest('[role=radiogroup]'),
      )
      .map((part) => part.getBoundingClientRect())
      .filter(({ width }) => width > 0);
    const outside = parts.filter(({ left, right }) => left < 0 || right > innerWidth);
    const over = parts.filter((a, index) =>
      parts.some(
        (b, other) =>
          other > index &&
          a.left < b.right - 1 &&
          b.left < a.right - 1 &&
          a.top < b.bottom - 1 &&
          b.top < a.bottom - 1,
      ),
    );
    return { outside: outside.length, over: over.length };
  });
  expect(faults, `${page.viewportSize()?.width} px`).toEqual({ outside: 0, over: 0 });
}

test('3.14, 9: dragging shows the time, Escape takes it back, a drop moves to the other practitioner; the agenda scrolls toward the edge that a dragged visit nears, not toward the one that it leaves', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, bea, patient, path } = await newAgenda(server, 'Glisse');
  const { id } = await book(server, patient, ada, '10:00');
  await page.goto(clinic.url + path());
  const box = visits(page, 'GLISSE');
  await expect(box).toBeVisible();
  await clinic.expectAtRest();
  const from = (await box.boundingBox())!;
  const target = (await page.locator('[data-column]').nth(1).boundingBox())!;
  const perMinute = from.height / 20;
  const drag = async (minutes: number) => {
    await page.mouse.move(from.x + 30, from.y + 4);
    await page.mouse.down();
    await page.mouse.move(target.x + 40, from.y + 4 + minutes * perMinute, { steps: 4 });
  };
  await drag(30);
  await expect(page.getByText('10:30 – 10:50', { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(page.getByText('10:30 – 10:50', { exact: true })).toHaveCount(0);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await drag(30);
  await page.mouse.up();
  await expect(page.getByRole('group', { name: /Dr Bea Glisse.*1 rendez-vous/ })).toBeVisible();
  await clinic.expectSynced();
  expect(await server.call('GET', `/api/v1/appointments/${id}`)).toMatchObject({
    practitioner_id: bea.id,
    starts_at: `${freeDay}T08:30:00.000Z`,
  });

  const other = await server.call('POST', '/api/v1/patients', {
    last_name: 'Bord',
    first_name: 'Ali',
  });
  await book(server, other, ada, '16:00');
  const late = visits(page, 'BORD');
  await expect(late).toBeVisible();
  const scroller = page.locator('[data-scroller]');
  const scrolled = (): Promise<number> => scroller.evaluate(({ scrollTop }) => scrollTop);
  // The visit begins 20 px above the lower edge.
  await late.evaluate((visit) => {
    const view = visit.closest('[data-scroller]') as Element;
    view.scrollTop += visit.getBoundingClientRect().top - view.getBoundingClientRect().bottom + 20;
  });
  const edge = (await late.boundingBox())!;
  const before = await scrolled();
  await page.mouse.move(edge.x + 30, edge.y + 8);
  await page.mouse.down();
  await page.mouse.move(edge.x + 30, edge.y);
  await expect(page.getByText('15:55 – 16:15', { exact: true })).toBeVisible();
  expect(await scrolled()).toBe(before);
  await page.mouse.move(edge.x + 30, edge.y + 14);
  await expect.poll(scrolled).toBeGreaterThan(before);
  await page.keyboard.press('Escape');
  await page.mouse.up();
});

test('8: cancelled ones are shown on demand; free slots are in order of time, in the form as on the server @long', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, bea, patient, path } = await newAgenda(server, 'Annule');
  await book(server, patient, ada, '09:00', { status: 'cancelled', reason: 'Vaccination' });
  await book(server, patient, bea, '10:00');
  const moved = await book(server, patient, bea, '11:00');
  await book(server, patient, ada, '10:25');
  await page.goto(clinic.url + path());
  await expect(visits(page, '11:00')).toBeVisible();
  await expect(visits(page, 'Vaccination')).toHaveCount(0);
  await page.getByRole('button', { name: 'Affichage et impression' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Montrer les rendez-vous annulés' }).click();
  await expect(visits(page, 'Vaccination')).toContainText('Annulé');
  await page.keyboard.press('Escape');

  await visits(page, '11:00').click();
  const form = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
  await form.getByRole('spinbutton', { name: 'Heure (h)' }).fill('10');
  const offered = form.getByRole('group', { name: 'Créneaux libres les plus proches' });
  const times = await offered.getByRole('button').allTextContents();
  expect(times).toEqual([...times].sort());
  expect(times).not.toContain('11:00');
  // The patient is with Ada then.
  expect(times).not.toContain('10:30');
  const refusal = await fetch(`${server.url}/api/v1/appointments/${moved.id}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({
      starts_at: `${freeDay}T08:00:00Z`,
      ends_at: `${freeDay}T08:20:00Z`,
    }),
  });
  expect(refusal.status).toBe(409);
  const { error } = (await refusal.json()) as {
    error: { details: { alternatives: Array<{ starts_at: string }> } };
  };
  const onTheClock = new Intl.DateTimeFormat('fr', {
    ...{ hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Paris' },
  });
  expect(times).toEqual(
    error.details.alternatives.map(({ starts_at }) => onTheClock.format(new Date(starts_at))),
  );
});

test('3.14: a series skips the day that is taken, comes back by one click, and is cancelled from one day on @long', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, patient, path } = await newAgenda(server, 'Serie');
  const other = await server.call('POST', '/api/v1/patients', {
    last_name: 'Autre',
    first_name: 'Ali',
  });
  await server.call('POST', '/api/v1/appointments', {
    patient_id: other.id,
    practitioner_id: ada.id,
    starts_at: '2031-05-20T09:00:00+02:00',
    ends_at: '2031-05-20T09:20:00+02:00',
  });
  await page.goto(clinic.url + path());
  await page.getByRole('button', { name: 'Créneau libre à 09:00, Dr Ada Serie' }).click();
  const form = page.getByRole('dialog', { name: 'Nouveau rendez-vous' });
  await form.getByRole('combobox', { name: 'Patient' }).fill('serie');
  await page.getByRole('option', { name: 'SERIE Marie-Antoinette' }).click();
  await form.getByRole('combobox', { name: 'Répétition' }).selectOption('Chaque semaine');
  await form.getByRole('combobox', { name: 'Nombre de rendez-vous' }).selectOption('4');
  await expect(form.getByText('3 rendez-vous, le dernier mar. 27 mai 2031.')).toBeVisible();
  await expect(form.getByText('n’est pas réservé : mar. 20 mai 2031')).toBeVisible();
  await clinic.save();
  await clinic.expectSynced();
  expect(await server.appointmentsOf(patient.id)).toHaveLength(3);

  await visits(page, 'SERIE').click();
  const edit = page.getByRole('dialog', { name: 'Modifier le rendez-vous' });
  await edit.getByRole('button', { name: 'Autres actions' }).click();
  await page.getByRole('menuitem', { name: 'Annuler celui-ci et les suivants' }).click();
  const asked = page.getByRole('dialog', { name: 'Annuler ce rendez-vous ?' });
  await expect(asked).toContainText('3 rendez-vous sont annulés');
  await asked.getByRole('button', { name: 'Annuler celui-ci et les suivants' }).click();
  await clinic.expectSynced();
  const statuses = (await server.appointmentsOf(patient.id)).map(({ status }) => status);
  expect(statuses).toEqual(['cancelled', 'cancelled', 'cancelled']);
});

test('9: on paper the day is a list, a page for each practitioner', async ({
  clinic,
  server,
  page,
}) => {
  const { ada, bea, patient, path } = await newAgenda(server, 'Papier');
  await book(server, patient, ada, '09:00', { reason: 'Suivi', notes: 'À jeun' });
  await book(server, patient, bea, '10:00');
  await page.goto(clinic.url + path());
  await expect(visits(page, '10:00')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toHaveText([
    'Dr Ada Papier',
    'Dr Bea Papier',
  ]);
  await expect(
    page.getByRole('row', { name: /09:00 – 09:20 PAPIER Marie-Antoinette/ }),
  ).toContainText('À jeun');
  await expect(page.getByRole('navigation')).toHaveCount(0);
  const pdf = (await page.pdf()).toString('latin1');
  expect(pdf.match(/\/Type\s*\/Page\b/g)).toHaveLength(2);
  await page.emulateMedia({ media: 'screen' });
  await expect(page.locator('[data-print]')).toHaveCount(0);
  // A file is printed without what can only be pressed.
  await clinic.openPatients();
  await clinic.openFile('PAPIER Marie-Antoinette');
  const edit = page.getByRole('button', { name: 'Modifier', exact: true });
  await expect(edit).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('tab', { name: 'Fiche' })).toBeVisible();
  await expect(edit).toBeHidden();
});
