// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useSyncMutation, type AnyRecord } from 'synchrone';
import { probe } from '../support/render.js';
import { TestPage } from '../support/test_page.js';

afterEach(cleanup);

const endpoint = '/api/v1/patients';

describe('2.9: an adapter with setItems, and rows without versions', () => {
  async function open(page: TestPage) {
    const { Probe, handle } = probe(() => {
      const [items, setItems] = useState<readonly AnyRecord[]>([
        { id: 'p1', name: 'Ann', city: 'A' },
      ]);
      const adapter = { items, setItems };
      return { items, setItems, ...useSyncMutation(null, endpoint, { adapter } as never) };
    });
    render(<Probe />);
    await page.settle();
    act(() => void handle.current.mutate('p1', { name: 'Mine' }));
    await page.settle();
    page.api.last.answer(200, { id: 'p1', name: 'Mine', city: 'A' });
    await page.settle();
    return handle;
  }

  it('a read that began before the confirmation undoes nothing, and keeps what a colleague did', async () => {
    const page = new TestPage();
    const handle = await open(page);
    act(() => handle.current.setItems([{ id: 'p1', name: 'Ann', city: 'B' }]));
    await page.settle();
    expect(handle.current.items).toEqual([{ id: 'p1', name: 'Mine', city: 'B' }]);
  });

  it('a value that another user has set since is taken', async () => {
    const page = new TestPage();
    const handle = await open(page);
    act(() => handle.current.setItems([{ id: 'p1', name: 'Anna', city: 'A' }]));
    await page.settle();
    expect(handle.current.items).toEqual([{ id: 'p1', name: 'Anna', city: 'A' }]);
  });
});
