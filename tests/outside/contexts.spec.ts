import { expect } from '@playwright/test';
import { kBadPhone } from './servers/scripted.ts';
import { anna, expectAllSynced, expectOthersUntouched } from './cases/expectations.ts';
import { driven, expectRows, named, workAndReload } from './cases/driven.ts';
import type { ContextName } from './page/contexts/index.ts';
import { test } from './support/test.ts';

// BEHAVIOUR 2.5, 2.8: contexts as people write them, on a plain API that ignores keys.

for (const [contextName, { title, panel, twin }] of Object.entries(driven)) {
  test.describe(title, () => {
    test.use({ contextName: contextName as ContextName });

    test('offline work is shown after a reload, and sent; changes show at once and are saved once; a refusal puts everything back', async ({
      stage,
    }) => {
      await stage.open();
      await expectRows(stage, panel, 3);

      await test.step('offline, with a reload', async () => {
        await stage.seemOffline();
        const expectSent = await workAndReload(stage, panel);
        expect(stage.site.requests('POST')).toEqual([]);
        await stage.seemOnline();
        await expectSent();
      });

      await test.step('create, edit and delete', async () => {
        const posts = stage.site.requests('POST').length;
        const deletes = stage.site.requests('DELETE').length;
        await stage.create(twin ?? panel, anna);
        expect(await named(stage, panel, 'Asher')).toEqual([expect.objectContaining(anna)]);
        await expectAllSynced(stage);
        const [made, ...more] = await stage.stored('Asher');
        expect(more).toEqual([]);
        await expect.poll(async () => (await named(stage, panel, 'Asher'))[0]?.id).toBe(made!.id);
        await stage.mutate(panel, made!.id, { phone: '555 02' });
        expect(await named(stage, panel, 'Asher')).toEqual([
          expect.objectContaining({ ...anna, phone: '555 02' }),
        ]);
        await stage.remove(twin ?? panel, 'p1');
        expect(await named(stage, panel, 'Seed 1')).toEqual([]);
        await expectAllSynced(stage);
        expect(await stage.stored('Asher')).toEqual([expect.objectContaining({ phone: '555 02' })]);
        expect(await stage.stored('Seed 1')).toEqual([]);
        expect(await stage.rows(panel)).toHaveLength(3);
        expect(stage.site.requests('POST')).toHaveLength(posts + 1);
        expect(stage.site.requests('DELETE')).toHaveLength(deletes + 1);
      });

      await test.step('a refusal, which is never a request of its own', async () => {
        const deletes = stage.site.requests('DELETE').length;
        await stage.create(panel, { ...anna, last_name: 'Refused', phone: 'none' });
        await stage.mutate(panel, 'p2', { phone: 'none' });
        await expect.poll(async () => (await stage.parked()).length).toBe(2);
        expect(await named(stage, panel, 'Refused')).toEqual([]);
        expect(await named(stage, panel, 'Seed 2')).toEqual([
          expect.objectContaining({ phone: '22' }),
        ]);
        await expect.poll(() => stage.text()).toContain(kBadPhone);
        expect(stage.site.requests('DELETE')).toHaveLength(deletes);
        expect(stage.site.requests('PUT')).toEqual([]);
        await expectOthersUntouched(stage, ['p2']);
      });
    });
  });
}

test.describe('two contexts on one endpoint', () => {
  test.use({ contextName: 'two' });

  test('each drives its own rows', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'left', 3);
    await stage.create('left', anna);
    expect(await named(stage, 'left', 'Asher')).toHaveLength(1);
    expect(await stage.rows('right')).toEqual([]);
    await stage.mutate('left', 'p1', { phone: '11' });
    expect(await named(stage, 'left', 'Seed 1')).toEqual([
      expect.objectContaining({ phone: '11' }),
    ]);
    await stage.create('right', { ...anna, last_name: 'Berg' });
    expect(await named(stage, 'right', 'Berg')).toHaveLength(1);
    await expectAllSynced(stage);
    expect((await stage.rows('left')).map((row) => row['last_name'])).toEqual([
      'Seed 1',
      'Seed 2',
      'Seed 3',
      'Asher',
    ]);
    expect((await stage.rows('right')).map((row) => row['last_name'])).toEqual(['Berg']);
    expect(stage.site.requests('POST')).toHaveLength(2);
  });
});

test.describe('two contexts on one endpoint, one of which is refused', () => {
  test.use({ contextName: 'two' });

  test('puts back its own rows, and not those of the other one', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'left', 3);
    await stage.create('right', { ...anna, phone: 'none' });
    await stage.mutate('left', 'p1', { phone: 'none' });
    await stage.remove('left', 'p3');
    await expect.poll(async () => (await stage.parked()).length).toBe(2);
    await expect.poll(() => stage.pending()).toBe(0);
    expect(await stage.rows('right')).toEqual([]);
    expect((await stage.rows('left')).map((row) => row['phone'])).toEqual(['1', '2']);
    expect(await stage.stored('Seed 3')).toEqual([]);
    await expectOthersUntouched(stage);
  });
});

test.describe('a context that sends by itself', () => {
  test.use({ contextName: 'sends' });

  test('is found out: one record, and a sentence that says what to change', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'patients', 3);
    await stage.create('patients', anna);
    await expect.poll(async () => (await stage.outcomes())[0]?.code).toBe('CONTEXT_SENDS_TOO');
    await stage.mutate('patients', 'p1', { phone: '11' });
    await stage.remove('patients', 'p2');
    await expect.poll(async () => (await stage.outcomes()).length).toBe(3);
    expect(await stage.pending()).toBe(0);
    expect(stage.site.requests('POST')).toHaveLength(1);
    expect(stage.site.requests('PATCH')).toEqual([]);
    expect(stage.site.requests('PUT')).toHaveLength(1);
    expect(stage.site.requests('DELETE')).toHaveLength(1);
    expect(await stage.stored('Asher')).toHaveLength(1);
    await expect.poll(async () => (await named(stage, 'patients', 'Asher')).length).toBe(1);
  });

  test('a refusal is never a DELETE or a PUT of ours', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'patients', 3);
    await stage.create('patients', { ...anna, phone: 'none' });
    await expect.poll(async () => (await stage.outcomes()).length).toBe(1);
    expect(stage.site.requests('DELETE')).toEqual([]);
    expect(stage.site.requests('PUT')).toEqual([]);
    await expectOthersUntouched(stage);
  });
});

test.describe('filtered lists', () => {
  test.use({ contextName: 'filtered' });

  test('a new record joins the list that it belongs to, and no other', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'ward 1', 1);
    await stage.create('ward 1', { ...anna, phone: '1 55' });
    expect(await named(stage, 'ward 1', 'Asher')).toHaveLength(1);
    expect(await named(stage, 'ward 2', 'Asher')).toEqual([]);
    await expectAllSynced(stage);
    expect(await named(stage, 'ward 1', 'Asher')).toHaveLength(1);
    expect(await named(stage, 'ward 2', 'Asher')).toEqual([]);
    expect((await stage.rows('ward 2')).map((row) => row['last_name'])).toEqual(['Seed 2']);
  });
});

test.describe('filtered lists, of which one is worked with', () => {
  test.use({ contextName: 'filtered' });

  test('an edit, a delete and a refusal show in their own list', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'ward 1', 1);
    await expectRows(stage, 'ward 2', 1);
    await stage.mutate('ward 1', 'p1', { phone: '1 23' });
    await stage.create('ward 1', { ...anna, phone: '1 none' });
    await stage.remove('ward 2', 'p2');
    expect(await stage.rows('ward 2')).toEqual([]);
    await expect.poll(async () => (await stage.parked()).length).toBe(1);
    await expect.poll(() => stage.pending()).toBe(0);
    expect((await stage.rows('ward 1')).map((row) => row['phone'])).toEqual(['1 23']);
    expect(await stage.rows('ward 2')).toEqual([]);
    expect(await stage.stored('Seed 1')).toEqual([expect.objectContaining({ phone: '1 23' })]);
    expect(await stage.stored('Seed 2')).toEqual([]);
  });
});

test.describe('a context that unmounts with work on its way', () => {
  test.use({ contextName: 'unmounting' });

  test('its work is sent, and is there when it is mounted again', async ({ stage }) => {
    await stage.open();
    await expectRows(stage, 'patients', 3);
    stage.site.cut();
    await stage.create('patients', anna);
    await stage.mutate('patients', 'p1', { phone: '11' });
    await stage.press('module');
    stage.site.mend();
    await expect.poll(() => stage.pending(), { timeout: 300_000 }).toBe(0);
    await expectAllSynced(stage);
    expect(await stage.stored('Asher')).toHaveLength(1);
    await stage.press('module');
    await expectRows(stage, 'patients', 4);
    expect(await named(stage, 'patients', 'Asher')).toHaveLength(1);
    expect(await named(stage, 'patients', 'Seed 1')).toEqual([
      expect.objectContaining({ phone: '11' }),
    ]);
  });
});
