import { openTestPage } from 'synchrone/testing';
import { expect, it } from 'vitest';

it('gives a queue of its own where there is no document', async () => {
  const page = openTestPage({ now: Date.UTC(2026, 0, 1) });
  const notes = page.server.collection('/api/v1/notes');
  await page.goOffline();
  await page.queue.enqueue({ type: 'POST', endpoint: '/api/v1/notes', data: { text: 'a' } });
  expect(page.queue.getPending()[0]?.timestamp).toBe(Date.UTC(2026, 0, 1));
  await page.goOnline();
  expect(notes.rows).toMatchObject([{ id: 's1', text: 'a' }]);
  page.close();
});
