import type { Page } from '@playwright/test';
import type { Random } from '../../../web/clinic/server/seed/random.ts';
import type {} from '../page/main.tsx';
import type { Clinic } from './clinic.ts';
import type { Ledger } from './ledger.ts';
import { fine, rough, type Network } from './network.ts';
import type { Workstation } from './workstation.ts';

/** Everything that a day happens to. */
export interface Stage {
  random: Random;
  clinic: Clinic;
  network: Network;
  stations: readonly Workstation[];
  ledger: Ledger;
  say(line: string): void;
}

interface Step {
  name: string;
  /** How often, compared with the others. */
  weight: number;
  run(stage: Stage, station: Workstation): Promise<void>;
}

const kSlotMs = 30 * 60_000;
const kFirstSlot = Date.UTC(2035, 0, 1);
let serial = 0;

const rowsOf = (page: Page, resource: string): Promise<Record<string, unknown>[]> =>
  page.evaluate((name) => window.soak.rows(name) as Record<string, unknown>[], resource);

async function idOf(stage: Stage, page: Page, resource: string): Promise<string | undefined> {
  const rows = await rowsOf(page, resource);
  return rows.length === 0 ? undefined : String(stage.random.pick(rows)['id']);
}

async function create(stage: Stage, page: Page, resource: string, row: object): Promise<void> {
  const made = await page.evaluate(
    ([name, data]) => window.soak.create(name, data as Record<string, unknown>),
    [resource, row] as const,
  );
  await stage.ledger.note(page, made);
}

async function createSomething(stage: Stage, { pages }: Workstation): Promise<void> {
  const page = stage.random.pick(pages);
  const n = (serial += 1);
  const patient = await idOf(stage, page, 'patients');
  const practitioner = await idOf(stage, page, 'practitioners');
  const name = { first_name: 'Soak', last_name: `Day ${n}` };
  if (practitioner === undefined || stage.random.chance(0.02)) {
    return create(stage, page, 'practitioners', { ...name, specialty: 'Cardiology' });
  }
  if (patient === undefined || stage.random.chance(0.4)) {
    return create(stage, page, 'patients', name);
  }
  const about = { patient_id: patient };
  const start = new Date(kFirstSlot + n * kSlotMs);
  const kinds: [string, object][] = [
    ['medical-records', { ...about, title: `Note ${n}` }],
    ['consents', { ...about, kind: 'care', notes: `Consent ${n}` }],
    [
      'appointments',
      {
        ...about,
        practitioner_id: practitioner,
        starts_at: start.toISOString(),
        ends_at: new Date(start.getTime() + kSlotMs).toISOString(),
      },
    ],
  ];
  const [resource, row] = stage.random.pick(kinds);
  return create(stage, page, resource, row);
}

const editable: readonly [resource: string, field: string][] = [
  ['patients', 'notes'],
  ['patients', 'city'],
  ['appointments', 'notes'],
  ['medical-records', 'diagnosis'],
  ['consents', 'notes'],
];

async function editSomething(stage: Stage, { pages }: Workstation): Promise<void> {
  const page = stage.random.pick(pages);
  const [resource, field] = stage.random.pick(editable);
  const id = await idOf(stage, page, resource);
  if (id === undefined) return;
  const changes = { [field]: `Edit ${(serial += 1)}` };
  const made = await page.evaluate(([name, key, some]) => window.soak.mutate(name, key, some), [
    resource,
    id,
    changes,
  ] as const);
  await stage.ledger.note(page, made);
}

async function deleteSomething(stage: Stage, { pages }: Workstation): Promise<void> {
  const page = stage.random.pick(pages);
  const resource = stage.random.pick(['appointments', 'consents', 'medical-records', 'patients']);
  const id = await idOf(stage, page, resource);
  if (id === undefined) return;
  const made = await page.evaluate(([name, key]) => window.soak.remove(name, key), [
    resource,
    id,
  ] as const);
  await stage.ledger.note(page, made);
}

/** A person looks at what needs attention and decides. */
async function decide(stage: Stage, { pages }: Workstation): Promise<void> {
  const choice = stage.random.pick(['mine', 'server', 'discard', 'retry']);
  await stage.random.pick(pages).evaluate(async (wish) => {
    const { queue } = window.soak;
    const parked = queue.getAll().find(({ status }) => status === 'error');
    if (!parked) return;
    const isAsked = parked.kind === 'conflict' || parked.kind === 'uncertain';
    if (isAsked && (wish === 'mine' || wish === 'server')) {
      await queue.resolveConflict(parked.id, wish).catch(() => undefined);
    } else if (wish === 'retry') await queue.retry(parked.id).catch(() => undefined);
    else await queue.discard(parked.id).catch(() => undefined);
  }, choice);
}

const steps: readonly Step[] = [
  { name: 'create', weight: 36, run: createSomething },
  { name: 'edit', weight: 34, run: editSomething },
  { name: 'delete', weight: 4, run: deleteSomething },
  { name: 'decide', weight: 8, run: decide },
  { name: 'read again', weight: 4, run: (stage, { pages }) => readAgain(stage.random.pick(pages)) },
  { name: 'reload', weight: 2, run: (stage, station) => station.reload(stage.random) },
  { name: 'open a tab', weight: 2, run: (_stage, station) => station.openTab() },
  { name: 'kill a tab', weight: 2, run: (stage, station) => station.closeTab(stage.random) },
  { name: 'freeze a tab', weight: 1, run: (stage, station) => station.freeze(stage.random) },
  { name: 'thaw', weight: 2, run: (_stage, station) => station.thaw() },
  { name: 'change of person', weight: 1, run: changePerson },
  { name: 'new token', weight: 1, run: (_stage, station) => station.renew() },
  { name: 'fill the storage', weight: 1, run: (_stage, { pages }) => fillStorage(pages[0]!, true) },
  {
    name: 'free the storage',
    weight: 2,
    run: (_stage, { pages }) => fillStorage(pages[0]!, false),
  },
  { name: 'weather', weight: 2, run: changeWeather },
  { name: 'an instance dies', weight: 1, run: killInstance },
  { name: 'the database dies', weight: 0.3, run: (stage) => stage.clinic.restartDatabase() },
];

const readAgain = (page: Page): Promise<void> => page.evaluate(() => void window.soak.readAgain());

const fillStorage = (page: Page, full: boolean): Promise<void> =>
  page.evaluate((fills) => (fills ? window.soak.fill() : window.soak.free()), full);

async function changePerson(stage: Stage, station: Workstation): Promise<void> {
  await station.signIn(stage.random.pick(stage.clinic.people));
}

async function changeWeather({ network, random }: Stage): Promise<void> {
  network.weather = random.chance(0.6) ? rough : fine;
}

/** One of two; the other one goes on. It is back a moment later. */
async function killInstance({ clinic, random }: Stage): Promise<void> {
  const index = random.between(0, 1);
  await clinic.killInstance(index);
  await clinic.startInstance(index);
}

/** One step of the day, by chance. @returns its name */
export async function step(stage: Stage): Promise<string> {
  const station = stage.random.pick(stage.stations);
  const all = steps.reduce((sum, { weight }) => sum + weight, 0);
  let left = stage.random.next() * all;
  const chosen = steps.find(({ weight }) => (left -= weight) < 0) ?? steps[0]!;
  await chosen.run(stage, station);
  return chosen.name;
}
