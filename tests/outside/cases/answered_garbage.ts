import { expect } from '@playwright/test';
import {
  anna,
  expectAllSynced,
  expectOne,
  expectOthersUntouched,
  expectSeeded,
} from './expectations.ts';
import type { Garbage } from './garbage.ts';
import type { Stage } from '../support/stage.ts';

// BEHAVIOUR 4: whatever is answered, nothing hangs, nothing is lost, and the person is informed.

const kRepeats = 100; // garbage for every attempt and probe, until the API is well again

/** The same answer to everything. */
export function answerAll(stage: Stage, { title, answer }: Garbage): void {
  const named = Object.defineProperty(answer.bind(undefined), 'name', { value: title });
  for (const method of ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE']) {
    stage.site.plan(method, named, kRepeats);
  }
}

/** The page still answers, within a frame or two. */
async function expectResponsive(stage: Stage): Promise<void> {
  const frame = stage.page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => done('drawn'))),
  );
  expect(await frame).toBe('drawn');
}

/** Either the entry waits with a reason, or a person is asked about it; it is never lost. */
async function expectExplained(stage: Stage, mutation: string): Promise<void> {
  const reason = async () => {
    const entry = (await stage.entries()).find(({ id }) => id === mutation);
    if (entry?.status === 'error') return entry.error?.message ?? '';
    const explained = await stage.page.evaluate(
      (id) => window.bench.queue.explain(id)?.waiting ?? '',
      mutation,
    );
    return entry?.status === 'synced' ? 'synced' : explained;
  };
  await expect.poll(reason).not.toBe('');
}

/** A person decides what is theirs to decide: nothing of this has reached the API. */
async function sendAgain(stage: Stage): Promise<void> {
  await stage.page.evaluate(async () => {
    window.bench.queue.resume();
    await window.bench.queue.retryAll();
    await window.bench.queue.process();
  });
  await expect.poll(() => stage.pending(), { timeout: 300_000 }).toBe(0);
  await stage.page.evaluate(() => window.bench.queue.retryAll());
  await expect.poll(() => stage.pending(), { timeout: 300_000 }).toBe(0);
}

/** On a page that has read its list: a create is kept and explained, and is there once when the API is well. */
export async function createIsKept(stage: Stage, kind: Garbage, name = 'Asher'): Promise<void> {
  answerAll(stage, kind);
  const { mutation } = await stage.create('patients', { ...anna, last_name: name });
  await expectExplained(stage, mutation);
  await expectResponsive(stage);
  stage.site.forgetPlans();
  await sendAgain(stage);
  expect(await stage.stored(name)).toHaveLength(1);
  expect((await stage.rows('patients')).filter((row) => row['last_name'] === name)).toHaveLength(1);
  await expectOthersUntouched(stage);
}

/** An edit and a delete are kept and explained, and are made when the API is well. */
export async function editsAreKept(stage: Stage, kind: Garbage): Promise<void> {
  await stage.open();
  await expectSeeded(stage);
  answerAll(stage, kind);
  const edit = await stage.mutate('patients', 'p1', { phone: '11' });
  const removal = await stage.remove('patients', 'p2');
  await expectExplained(stage, edit);
  await expectExplained(stage, removal);
  await expectResponsive(stage);
  stage.site.forgetPlans();
  await sendAgain(stage);
  await expectAllSynced(stage);
  await expectOne(stage, { last_name: 'Seed 1', phone: '11' });
  expect(await stage.stored('Seed 2')).toEqual([]);
  expect(await stage.rowOf('patients', 'Seed 2')).toBeUndefined();
  await expectOthersUntouched(stage, ['p1']);
}

/** A list says that it is not whole, and is read again. */
export async function listIsReadAgain(stage: Stage, kind: Garbage): Promise<void> {
  answerAll(stage, kind);
  await stage.open();
  const alerts = () => stage.page.getByRole('alert').allInnerTexts();
  await expect.poll(alerts).not.toEqual([]);
  await expectResponsive(stage);
  stage.site.forgetPlans();
  // Read again by itself, at the latest after half a minute.
  const count = async () => (await stage.rows('patients')).length;
  await expect.poll(count, { timeout: 300_000 }).toBe(3);
  await expect.poll(alerts).toEqual([]);
}
