import type { Stage } from '../support/stage.ts';
import type { Case } from './index.ts';
import {
  anna,
  expectAllSynced,
  expectOne,
  expectOthersUntouched,
  expectSeeded,
} from './expectations.ts';
import { expect } from '@playwright/test';

// The connection breaks once; no API of this table knows idempotency keys.

export const lostRequest: Case = {
  column: 'lost request',
  title: 'a create whose request is lost is made once in the end',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    stage.site.plan('POST', 'lose the request');
    await stage.create('patients', anna);
    await expectAllSynced(stage);
    await expectOne(stage, anna);
    await expectOthersUntouched(stage);
  },
};

export const lostAnswerOfCreate: Case = {
  column: 'lost answer: create',
  title: 'a create whose answer is lost is there once, without a question',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    await expectLostIsFound(stage);
    await expectOthersUntouched(stage);
  },
};

/** The answer to a create is lost, on a page on which nothing waits. */
export async function expectLostIsFound(stage: Stage): Promise<void> {
  const lost = { ...anna, last_name: 'Lost' };
  const before = stage.site.requests('POST').length;
  stage.site.plan('POST', 'lose the answer');
  await stage.create('patients', lost);
  await expectAllSynced(stage);
  await expectOne(stage, lost);
  expect(stage.site.requests('POST')).toHaveLength(before + 1);
}

export const lostAnswerOfEdit: Case = {
  column: 'lost answer: edit',
  title: 'an edit whose answer is lost is saved, and is not a conflict with itself',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 1'))!;
    for (const method of ['PATCH', 'PUT']) stage.site.plan(method, 'lose the answer');
    await stage.mutate('patients', id, { phone: '100' });
    await expectAllSynced(stage);
    await expectOne(stage, { first_name: 'F1', last_name: 'Seed 1', phone: '100' });
    await expectOthersUntouched(stage, [id]);
  },
};

export const lostAnswerOfDelete: Case = {
  column: 'lost answer: delete',
  title: 'a delete whose answer is lost is done',
  async run(stage) {
    await stage.open();
    await expectSeeded(stage);
    const { id } = (await stage.rowOf('patients', 'Seed 1'))!;
    stage.site.plan('DELETE', 'lose the answer');
    await stage.remove('patients', id);
    await expectAllSynced(stage);
    expect(await stage.stored('Seed 1')).toEqual([]);
    expect(await stage.rowOf('patients', 'Seed 1')).toBeUndefined();
    await expectOthersUntouched(stage);
  },
};
