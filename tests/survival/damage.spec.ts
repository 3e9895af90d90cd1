// 5.3: what is stored is not trusted. Each kind of record, damaged in each way, in real localStorage.
import type { Page } from '@playwright/test';
import { expect, expectCopied, expectDrained, pendingIn, test } from './support/test.ts';

const damages = [
  'truncated',
  'bit-flipped',
  'emptied',
  'a later format',
  "someone else's JSON",
] as const;
type Damage = (typeof damages)[number];

/** A kind of record: keys that contain this, and what is expected once one of them is damaged. */
const kinds = [
  { name: 'a mutation', key: ':m:', lost: 1, parked: 0 },
  { name: 'its progress', key: ':s:', lost: 0, parked: 1 },
  { name: 'a settled mutation', key: ':h:', lost: 0, parked: 0 },
  { name: 'an id', key: ':i:', lost: 0, parked: 0 },
  { name: "the device's user", key: 'synchrone:1:device', lost: 0, parked: 0 },
  { name: 'the array for readers', key: 'medicalPro_mutation_queue', lost: 0, parked: 0 },
  { name: 'the reserve', key: 'synchrone:1:reserve', lost: 0, parked: 0 },
] as const;

async function signIn(page: Page): Promise<void> {
  await page.evaluate(() => window.workbench.queue.setUser({ id: 'a', companyId: 'clinic-123' }));
}

const attentionIn = (page: Page): Promise<number> =>
  page.evaluate(() => window.workbench.queue.getSnapshot().attention);

/** To be called once: the next load of the page does what `damageNext` asks for, before any code of it runs. */
async function damageAtLoad(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const asked = sessionStorage.getItem('damage');
    if (asked === null) return;
    sessionStorage.removeItem('damage');
    const [wanted, what] = JSON.parse(asked) as [string, string];
    const ours = (key: string): boolean => key.includes(wanted) && !key.includes('quarantine');
    const key = Object.keys(localStorage).filter(ours).sort()[0];
    if (key === undefined) return;
    const value = localStorage.getItem(key)!;
    const middle = Math.floor(value.length / 2);
    const flipped = String.fromCharCode(value.charCodeAt(middle) ^ 1);
    const damaged: Record<string, string> = {
      truncated: value.slice(0, middle),
      'bit-flipped': value.slice(0, middle) + flipped + value.slice(middle + 1),
      emptied: '',
      'a later format': value.replace('"v":1', '"v":9'),
      "someone else's JSON": '{"theme":"dark","__proto__":{"polluted":true}}',
    };
    localStorage.setItem(key, damaged[what]!);
    sessionStorage.setItem('damaged', what);
  });
}

/** One record of that kind is to be damaged, while no page is there that would write it again. */
function damageNext(page: Page, part: string, how: Damage): Promise<void> {
  return page.evaluate((asked) => sessionStorage.setItem('damage', JSON.stringify(asked)), [
    part,
    how,
  ] as const);
}

const damagedIn = (page: Page): Promise<string | null> =>
  page.evaluate(() => sessionStorage.getItem('damaged'));

for (const { name, key, lost, parked } of kinds) {
  // The commonest and the most delicate with every change, the others in the long run.
  const when = key === ':m:' || key === ':s:' ? '' : ' @long';
  test(`5.3: ${name}, damaged in each way, costs its neighbours nothing${when}`, async ({
    api,
    browse,
  }) => {
    const page = await (await browse()).open(api.url);
    await signIn(page);
    await page.evaluate(() => window.workbench.create(3, 'Avant'));
    await expectDrained(page);
    await damageAtLoad(page);
    for (const how of damages) {
      const family = `${name} ${how}`;
      await api.behave('down');
      await page.evaluate((lastName) => window.workbench.create(12, lastName), family);
      // Some were tried, and the copy in IndexedDB is complete.
      const tried = () => Object.keys(localStorage).some((stored) => stored.includes(':s:'));
      await expect.poll(() => page.evaluate(tried)).toBe(true);
      await expectCopied(page);
      await damageNext(page, key, how);
      await page.reload();
      await page.waitForFunction(() => 'workbench' in window);
      expect(await damagedIn(page)).toBe(how);
      await signIn(page);
      expect([how, await pendingIn(page), await attentionIn(page)]).toEqual([
        how,
        12 - lost - parked,
        parked,
      ]);
      await api.behave('normal');
      await page.evaluate(async () => {
        const { queue } = window.workbench;
        const uncertain = queue.getAll().filter(({ kind }) => kind === 'uncertain');
        for (const { id } of uncertain) await queue.resolveConflict(id, 'mine');
        await queue.process();
      });
      await expectDrained(page);
      const left = 12 - lost;
      expect([how, await api.rows(family)]).toEqual([how, { rows: left, keys: left }]);
      expect(await page.evaluate(() => 'polluted' in {})).toBe(false);
      // The next damage finds a queue as it was before this one.
      await page.evaluate(() => {
        for (const stored of Object.keys(localStorage)) {
          if (stored.includes('quarantine') || /:[ms]:/.test(stored))
            localStorage.removeItem(stored);
        }
      });
    }
  });
}
