// A day of a clinic: npm run test:soak -- [--minutes 5] [--seed 1]. Ends with 1 when something was
// lost, doubled, misdirected or shown wrongly. The same seed makes the same choices.
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { Random } from '../../web/clinic/server/seed/random.ts';
import { takePicture } from '../outside/support/picture.ts';
import { Clinic } from './support/clinic.ts';
import { step, type Stage } from './support/day.ts';
import { Ledger, type Known } from './support/ledger.ts';
import { fine, Network } from './support/network.ts';
import { breaches } from './support/verdict.ts';
import { Workstation } from './support/workstation.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const kDrainMs = 180_000;
const kPollMs = 500;
const kStillPolls = 30; // nothing has moved for so long: what is left waits for a decision
const kReportEvery = 100;

await build({ logLevel: 'error', configFile: at('page/vite.config.ts') });
const clinic = await Clinic.start();
const network = new Network(at('../../build/soak-page'), clinic.addresses, new Random(seed + 1));
const address = await network.start();
const browser = await chromium.launch({
  executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const stations = [
  await Workstation.start('reception', browser, address, clinic, clinic.people[0]!),
  await Workstation.start('ward', browser, address, clinic, clinic.people[1]!),
];
const stage: Stage = {
  random: new Random(seed),
  clinic,
  network,
  stations,
  ledger: new Ledger(),
  say: (line) => void process.stdout.write(`${line}\n`),
};

stage.say(`soak: ${minutes} minutes, seed ${seed}`);
const counts = new Map<string, number>();
const failures: string[] = [];
const endAt = Date.now() + minutes * 60_000;
for (let n = 1; Date.now() < endAt; n += 1) {
  const name = await step(stage);
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (n % kReportEvery === 0) stage.say(`  ${n} steps, ${stage.ledger.accepted.length} changes`);
}

/** Notes what the machine's pages know of the changes of the person who is signed in. */
async function note(station: Workstation): Promise<void> {
  const entries = await station.pages[0]!.evaluate(() => window.soak.queue.getAll());
  for (const { id, status, kind, error } of entries) {
    // What has a verdict keeps it: what is given up below has waited for a person before.
    if (known.get(id)?.status === 'error') continue;
    known.set(id, { id, status, ...(kind && { kind }), ...(error && { error }) });
  }
}

/** Lets the person's work be sent; what waits for a decision is given up, and what waits for that goes on. */
async function finish(station: Workstation): Promise<string[]> {
  const giveUpAt = Date.now() + kDrainMs;
  let before = -1;
  let still = 0;
  while (Date.now() < giveUpAt) {
    const left = await station.pending();
    still = left === before ? still + 1 : 0;
    before = left;
    if (left === 0 || still >= kStillPolls) {
      await note(station);
      const given = await station.pages[0]!.evaluate(() => window.soak.queue.discardAll());
      if (left === 0 && given === 0) return [];
      still = 0;
    }
    await delay(kPollMs);
  }
  const reasons = await station.pages[0]!.evaluate(() =>
    window.soak.queue.getPending().map(({ id, type }) => {
      const { waiting, message } = window.soak.queue.explain(id) ?? {};
      return `${type} ${id} waits: ${String(waiting)} (${String(message)})`;
    }),
  );
  return reasons.map((reason) => `${station.name}, ${station.person.email}: ${reason}`);
}

// The evening: the network is well, every person comes back to each machine and lets it finish.
network.weather = fine;
const known = new Map<string, Known>();
for (const station of stations) {
  await station.thaw();
  for (const page of station.pages) await page.evaluate(() => window.soak.free());
  for (const person of clinic.people) {
    await station.signIn(person);
    failures.push(...(await finish(station)));
  }
  failures.push(...station.errors.map((error) => `${station.name}: uncaught ${error}`));
}
for (const { pages } of stations) {
  for (const page of pages) await page.evaluate(() => window.soak.readAgain());
}
failures.push(...(await breaches(clinic, stations, stage.ledger, known)));

const storage = await Promise.all(
  stations.map(({ pages }) => pages[0]!.evaluate(() => window.soak.storedCharacters())),
);
const { costs, accepted } = stage.ledger;
const mean = (list: readonly number[]): string =>
  (list.reduce((sum, one) => sum + one, 0) / Math.max(1, list.length)).toFixed(2);
const fifth = Math.ceil(costs.length / 5);
stage.say(`steps: ${[...counts].map(([name, n]) => `${name} ${n}`).join(', ')}`);
stage.say(`network: ${JSON.stringify(network.counts)}`);
stage.say(`${accepted.length} changes accepted`);
stage.say(
  `a call: first fifth ${mean(costs.slice(0, fifth))} ms, last ${mean(costs.slice(-fifth))} ms`,
);
stage.say(`characters stored: ${storage.join(', ')}`);
for (const failure of failures) stage.say(`FAILED ${failure}`);
if (failures.length > 0) {
  for (const { name, pages } of stations) {
    const page = pages[0]!;
    const folder = await takePicture({
      name: `soak/${name}`,
      page: {
        read: (expression) => page.evaluate(expression),
        screenshot: () => page.screenshot({ timeout: 5_000 }),
      },
      requests: [network.counts],
      console: [],
      failure: failures.join('\n'),
    });
    stage.say(`picture: ${folder}`);
  }
}
for (const station of stations) await station.close();
await browser.close();
await network.stop();
await clinic.stop();
stage.say(`${failures.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed'}`);
process.exitCode = failures.length === 0 ? 0 : 1;
