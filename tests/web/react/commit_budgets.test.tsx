// @vitest-environment jsdom
import { act, cleanup } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { createSyncContext } from 'synchrone';
import { probe, renderCounted } from './support/render.js';
import { patientsEndpoint } from './support/subjects.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

const MANY = 30;
const BATCH = '/api/v1/batch';

async function open(page = new TestPage({ online: false })) {
  const { Provider, useResource } = createSyncContext({
    endpoint: patientsEndpoint,
    name: 'patient',
    batch: { endpoint: BATCH, maxEntries: MANY },
  });
  const { Probe, handle } = probe(useResource);
  const ui = renderCounted(
    <Provider>
      <Probe />
    </Provider>,
    false,
  );
  await page.settle();
  return { page, handle, ui };
}

async function queueMany() {
  const opened = await open();
  const { page, handle, ui } = opened;
  ui.commits();
  act(() => {
    for (let n = 0; n < MANY; n += 1)
      void handle.current.createPatient({ last_name: `Dupont ${n}` }).catch(() => undefined);
  });
  await page.settle();
  return opened;
}

interface Sent {
  id: string;
  body: object;
}

describe('1: commits of React follow tasks, not changes', () => {
  it('shows changes that are made in one task in two commits at most', async () => {
    const { ui, handle } = await queueMany();
    expect(handle.current.patients).toHaveLength(MANY);
    expect(ui.commits()).toBeLessThanOrEqual(2);
  });

  it('shows the answers of a batch in two commits at most', async () => {
    const { page, ui, handle } = await queueMany();
    await page.goOnline(true);
    ui.commits();
    const { mutations } = page.api.last.body as { mutations: Sent[] };
    expect(mutations).toHaveLength(MANY);
    page.api.last.answer(
      200,
      mutations.map(({ id, body }, n) => ({
        id,
        status: 201,
        body: { success: true, data: { ...body, id: `s${n}` } },
      })),
    );
    await page.settle();
    expect(page.queue.getPendingCount()).toBe(0);
    expect(handle.current.patients).toHaveLength(MANY);
    expect(ui.commits()).toBeLessThanOrEqual(2);
  });

  it('shows what waits after a reload in two commits at most, the list included', async () => {
    const { page } = await queueMany();
    cleanup();
    const { ui, handle } = await open(page.reload({ online: false }));
    expect(handle.current.patients).toHaveLength(MANY);
    expect(ui.commits()).toBeLessThanOrEqual(3);
  });
});
