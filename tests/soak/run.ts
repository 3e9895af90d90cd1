// A day of a clinic: npm run test:soak -- [--minutes 5] [--changes 0] [--seed 1]. It lasts that long,
// and at least that many changes. Ends with 1 when something was lost, doubled, misdirected or shown
// wrongly, or grew beyond the work done. The same seed makes the same choices.
import { fileURLToPath } from 'node:url';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { chromium } from '@playwright/test';
import { build } from 'vite';
import { Random } from '../../web/clinic/server/seed/random.ts';
import { photographed, takePicture } from '../outside/support/picture.ts';
import { compileServer } from '../server/support/compiled-server.ts';
import { Clinic } from './support/clinic.ts';
import { step, type Stage } from './support/day.ts';
import { Ledger, type Known } from './support/ledger.ts';
import { fine, Network } from './support/network.ts';
import { ends, growths, median, sample, type Sample } from './support/growth.ts';
import { breaches } from './support/verdict.ts';
import { Workstation } from './support/workstation.ts';
import { kChromium, kChromiumArguments } from '../support/chromium.mjs';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    changes: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
});
const minutes = Number(values.minutes);
const seed = Number(values.seed);
const leastChanges = Number(values.changes);
const kDrainMs = 180_000;
const kPollMs = 500;
const kStillPolls = 30; // after this long without a change, what is left waits for a decision
const kReportEvery = 100;

await build({ logLevel: 'error', configFile: at('page/vite.config.ts') });
const removeServer = await compileServer();
process.once('exit', removeServer);
const clinic = await Clinic.start();
const network = new Network(at('../../build/soak-page'), clinic.addresses, new Random(seed + 1));
const address = await network.start();
const browser = await chromium.launch({
  executablePath: kChromium,
  args: kChromiumArguments,
});
const ledger = new Ledger();
const stations = [
  await Workstation.start('reception', browser, address, clinic, clinic.people[0]!, ledger),
  await Workstation.start('ward', browser, address, clinic, clinic.people[1]!, ledger),
];
const stage: Stage = {
  random: new Random(seed),
  clinic,
  network,
  stations,
  ledger,
  say: (line) => void process.stdout.write(`${line}\n`),
};

stage.say(`soak: ${minutes} minutes, at least ${leastChanges} changes, seed ${seed}`);
const counts = new Map<string, number>();
const failures: string[] = [];
const samples = new Map<Workstation, Sample[]>(stations.map((station) => [station, []]));
const endAt = Date.now() + minutes * 60_000;
const isOver = (): boolean => Date.now() >= endAt && stage.ledger.accepted.length >= leastChanges;
for (let n = 1; !isOver(); n += 1) {
  const name = await step(stage);
  counts.set(name, (counts.get(name) ?? 0) + 1);
  if (n % kReportEvery > 0) continue;
  const changes = stage.ledger.accepted.length;
  stage.say(`  ${n} steps, ${changes} changes`);
  for (const [station, taken] of samples) taken.push(await sample(station, changes));
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

const { costs, accepted, inMemory } = stage.ledger;
for (const [station, taken] of samples) failures.push(...growths(station.name, taken, costs));
const cost = ends(costs);
stage.say(`steps: ${[...counts].map(([name, n]) => `${name} ${n}`).join(', ')}`);
stage.say(`network: ${JSON.stringify(network.counts)}`);
stage.say(`${accepted.length} changes accepted, ${inMemory.size} unsaved when their page ended`);
stage.say(
  `a call, in the middle: first fifth ${median(cost.first).toFixed(2)} ms,` +
    ` last ${median(cost.last).toFixed(2)} ms`,
);
for (const [{ name }, taken] of samples) {
  const grown = ends(taken);
  for (const part of ['memory', 'stored'] as const) {
    const [from, to] = [grown.first, grown.last].map((some) =>
      median(some.map((one) => one[part])),
    );
    stage.say(`${name}, ${part}: first fifth ${from}, last ${to}`);
  }
}
for (const failure of failures) stage.say(`FAILED ${failure}`);
if (failures.length > 0) {
  const folder = await takePicture({
    name: 'soak',
    pages: stations.flatMap(({ pages }) => pages).map(photographed),
    draw: 'window.soak.inspect()',
    state: 'window.soak.state()',
    requests: network.log,
    console: stations.flatMap(({ name, console }) => console.map((line) => `${name}, ${line}`)),
    failure: failures.join('\n'),
  });
  stage.say(`picture: ${folder}`);
}
for (const station of stations) await station.close();
await browser.close();
await network.stop();
await clinic.stop();
stage.say(`${failures.length === 0 ? '1 passed, 0 failed' : '0 passed, 1 failed'}`);
process.exitCode = failures.length === 0 ? 0 : 1;
