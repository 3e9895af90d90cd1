import { seededDay } from './support/clinic-server.ts';
import { demoPerson } from './support/sign-in.ts';
import { expect, test } from './support/test.ts';
import { withoutLongTimers } from './support/timers.ts';

/**
 * Every file of the page until the agenda is shown, in bytes on the wire without headers: sign-in, application and module,
 * and what is loaded ahead of its use meanwhile.
 */
const budget = 347_000;

/** What the larger files weighed when the budget was set: names what grew. */
const known: Readonly<Record<string, number>> = {
  '/assets/synchrone-glue.wasm': 95_326,
  '/assets/index.js': 64_502,
  '/assets/useClinicName.js': 60_621,
  '/assets/SyncCenter.js': 23_080,
  '/assets/Workplace.js': 19_475,
  '/assets/index.css': 11_646,
  '/assets/lost_changes.js': 8_945,
  '/assets/network.js': 8_685,
  '/assets/list_fetcher.js': 5_253,
};

/** The name of a file without what follows from its contents. */
const withoutHash = (path: string): string => path.replace(/-[\w-]{8}(?=\.\w+$)/, '');

type Sizes = ReadonlyArray<readonly [path: string, length: number]>;

const sumOf = (sizes: Sizes): number => sizes.reduce((sum, [, length]) => sum + length, 0);

/** The largest first, each with what it weighed before. */
function inWords(sizes: Sizes): string {
  const lines = [...sizes].sort(([, one], [, other]) => other - one);
  return lines
    .map(([path, length]) => {
      const before = known[path];
      const growth =
        before === undefined ? 'new' : `${length > before ? '+' : ''}${length - before}`;
      return `${length} ${path} (${growth})`;
    })
    .join('\n');
}

test('11: a first load weighs at most 347 kB until the agenda is shown', async ({
  page,
  server,
}) => {
  // Where the lists take five seconds, the page goes on to the changes of colleagues, which is a file more.
  await withoutLongTimers(page);
  await page.addInitScript(() => {
    const watch = new MutationObserver(() => {
      if (document.querySelector('[data-event-id]') === null) return;
      watch.disconnect();
      performance.mark('agenda');
    });
    watch.observe(document, { childList: true, subtree: true });
  });
  const { email, password } = demoPerson('admin');
  await page.goto(`${server.url}/agenda?jour=${seededDay}`);
  await page.getByRole('textbox', { name: 'Adresse' }).fill(email);
  await page.getByRole('textbox', { name: 'Mot de passe' }).fill(password);
  await page.getByRole('button', { name: 'Se connecter', exact: true }).click();
  await expect(page.locator('[data-event-id]').first()).toBeVisible();
  await expect(page.locator('[data-slot]').first()).toBeVisible();
  const files = await page.evaluate(() => {
    const shownAt = performance.getEntriesByName('agenda')[0]?.startTime ?? Infinity;
    const page = performance.getEntriesByType('navigation');
    const parts = performance.getEntriesByType('resource');
    return ([...page, ...parts] as PerformanceResourceTiming[])
      .filter(({ startTime }) => startTime < shownAt)
      .map(({ name, encodedBodySize }) => [new URL(name).pathname, encodedBodySize] as const)
      .filter(([path]) => !path.startsWith('/api/'));
  });
  const sizes = files.map(([path, length]) => [withoutHash(path), length] as const);
  expect(sizes.map(([path]) => path)).toContain('/assets/synchrone-glue.wasm');
  expect(sumOf(sizes), inWords(sizes)).toBeLessThanOrEqual(budget);
});
