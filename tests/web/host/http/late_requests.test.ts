import { describe, expect, it } from 'vitest';
import { keylessClinic } from '../../support/keyless_clinic.js';
import { PATIENTS, openPage } from '../../support/open_page.js';

const MINUTE = 60_000;

/** A create whose request waits for the application's headers, and what lets it go on. */
async function waitingForHeaders() {
  const open = keylessClinic();
  let goOn = (): void => undefined;
  let asked = 0;
  open.client.queue.configure({
    headers: (mutation) => {
      if (mutation === null) return {};
      asked += 1;
      return asked > 1 ? {} : new Promise((resolve) => (goOn = () => resolve({})));
    },
  });
  open.client.start();
  open.client.mutations(PATIENTS).create({ name: 'Ana' });
  await open.page.settle();
  expect(asked).toBe(1);
  return { open, goOn: () => goOn() };
}

describe('6.1: a request that waits before it leaves', () => {
  it('does not leave once another tab sends: a page that was kept while it was left', async () => {
    const { open, goOn } = await waitingForHeaders();
    open.page.leave();
    const other = openPage(open.browser);
    other.client.start();
    await other.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    open.page.comeBack();
    goOn();
    await open.page.advance(5 * MINUTE);
    await other.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
  });

  it('does not leave either where this tab became the leader again meanwhile', async () => {
    const { open, goOn } = await waitingForHeaders();
    open.page.leave();
    const other = openPage(open.browser);
    other.client.start();
    await other.page.advance(5 * MINUTE);
    other.page.end();
    open.page.comeBack();
    await open.page.advance(MINUTE);
    expect(open.client.queue.getSnapshot().sender).toBe(true);
    goOn();
    await open.page.advance(5 * MINUTE);
    expect(open.api.posts).toBe(1);
    expect(open.client.queue.getSnapshot()).toMatchObject({ pending: 0, attention: 0 });
  });

  it('leaves where it is still the one that sends', async () => {
    const { open, goOn } = await waitingForHeaders();
    goOn();
    await open.page.advance(MINUTE);
    expect(open.api.posts).toBe(1);
    expect(open.client.queue.getPendingCount()).toBe(0);
  });
});
