// @vitest-environment jsdom
import { act, cleanup, render } from '@testing-library/react';
import { useState } from 'react';
import { afterEach, describe, expect, it } from 'vitest';
import { useOptimisticMutation } from 'synchrone';
import { probe, renderCounted, type Handle } from './support/render.js';
import { TestPage } from './support/test_page.js';

afterEach(cleanup);

interface Theme {
  readonly shown: string;
  readonly theme: ReturnType<typeof useOptimisticMutation<string, string>>;
  readonly setGeneration: (generation: number) => void;
}

/** An API that the test answers, and a component that shows what is chosen. */
function open({ undoes = true } = {}): {
  page: TestPage;
  handle: Handle<Theme>;
  calls: [string, (ok: string) => void, (error: unknown) => void][];
  unmount: () => void;
} {
  const page = new TestPage();
  const calls: [string, (ok: string) => void, (error: unknown) => void][] = [];
  const { Probe, handle } = probe<Theme>(() => {
    const [shown, show] = useState('clair');
    const [generation, setGeneration] = useState(0);
    const theme = useOptimisticMutation(
      (name: string) =>
        new Promise<string>((resolve, reject) => {
          calls.push([`${name}/${generation}`, resolve, reject]);
        }),
      (name) => {
        show(name);
        return undoes ? () => show(shown) : undefined;
      },
    );
    return { shown, theme, setGeneration };
  });
  const { unmount } = renderCounted(<Probe />);
  return { page, handle, calls, unmount };
}

function during<T>(run: () => T): T {
  const results: T[] = [];
  act(() => {
    results.push(run());
  });
  return results[0] as T;
}

describe('2.7: useOptimisticMutation', () => {
  it('shows at once, calls once, resolves with what the API answers', async () => {
    const { page, handle, calls } = open();
    const made = during(() => handle.current.theme.mutate('sombre'));
    expect([handle.current.shown, handle.current.theme.isPending, calls.length]).toEqual([
      'sombre',
      true,
      1,
    ]);
    calls[0]?.[1]('enregistré');
    await page.settle();
    expect([await made, handle.current.theme.isPending, handle.current.theme.error]).toEqual([
      'enregistré',
      false,
      null,
    ]);
  });

  it('rolls back on rejection, with the function that the update returned', async () => {
    const { page, handle, calls } = open();
    const made = during(() => handle.current.theme.mutate('sombre'));
    calls[0]?.[2](new Error('refusé'));
    await page.settle();
    await expect(made).rejects.toThrow('refusé');
    expect([
      handle.current.shown,
      handle.current.theme.error,
      handle.current.theme.isPending,
    ]).toEqual(['clair', 'refusé', false]);
    during(() => handle.current.theme.clearError());
    expect(handle.current.theme.error).toBeNull();
  });

  it('rolls back to previousState, and says so when there is neither', async () => {
    const { page, handle, calls } = open({ undoes: false });
    void during(() => handle.current.theme.mutate('sombre', { previousState: 'clair' }));
    calls[0]?.[2]('refusé');
    await page.settle();
    expect([handle.current.shown, page.toldCodes]).toEqual(['clair', ['IN_MEMORY_ONLY']]);
    void during(() => handle.current.theme.mutate('sombre'));
    calls[1]?.[2]('refusé');
    await page.settle();
    expect([handle.current.shown, page.toldCodes]).toEqual([
      'sombre',
      ['IN_MEMORY_ONLY', 'NO_ROLLBACK'],
    ]);
  });

  it('is in memory only: nothing is stored or queued, and a diagnostic says so once', async () => {
    const { page, handle } = open();
    void during(() => handle.current.theme.mutate('sombre'));
    void during(() => handle.current.theme.mutate('bleu'));
    await page.settle();
    expect([page.writes, page.queue.getAll(), page.toldCodes]).toEqual([0, [], ['IN_MEMORY_ONLY']]);
  });

  it('is pending until every call has been answered', async () => {
    const { page, handle, calls } = open();
    void during(() => handle.current.theme.mutate('sombre'));
    void during(() => handle.current.theme.mutate('bleu'));
    calls[0]?.[1]('ok');
    await page.settle();
    expect(handle.current.theme.isPending).toBe(true);
    calls[1]?.[1]('ok');
    await page.settle();
    expect(handle.current.theme.isPending).toBe(false);
  });

  it('calls the newest functions, from stable callbacks', async () => {
    const { page, handle, calls } = open();
    const { mutate } = handle.current.theme;
    during(() => handle.current.setGeneration(1));
    expect(handle.current.theme.mutate).toBe(mutate);
    void during(() => mutate('sombre'));
    expect(calls[0]?.[0]).toBe('sombre/1');
    await page.settle();
  });

  it('rolls back where it is unmounted in flight, without unhandledrejection', async () => {
    const page = new TestPage();
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => {
      unhandled.push(reason);
    };
    process.on('unhandledRejection', note);
    const undone: string[] = [];
    let reject: (reason: unknown) => void = () => undefined;
    const { Probe, handle } = probe(() =>
      useOptimisticMutation(
        (_: string) =>
          new Promise<string>((_resolve, no) => {
            reject = no;
          }),
        (name) => () => undone.push(name),
      ),
    );
    const { unmount } = render(<Probe />);
    during(() => void handle.current.mutate('sombre'));
    unmount();
    reject(new Error('refusé'));
    await page.settle();
    process.off('unhandledRejection', note);
    expect([undone, unhandled]).toEqual([['sombre'], []]);
  });

  it('an update that throws is a rejection, and the API is not called', async () => {
    const page = new TestPage();
    const calls: string[] = [];
    const { Probe, handle } = probe(() =>
      useOptimisticMutation(
        (name: string) => {
          calls.push(name);
        },
        () => {
          throw new Error('cassé');
        },
      ),
    );
    render(<Probe />);
    await expect(during(() => handle.current.mutate('sombre'))).rejects.toThrow('cassé');
    await page.settle();
    expect([calls, handle.current.isPending]).toEqual([[], false]);
  });

  it('an API call that throws at once is a rejection too', async () => {
    const page = new TestPage();
    const shown: string[] = [];
    const { Probe, handle } = probe(() =>
      useOptimisticMutation(
        (_: string): string => {
          throw new Error('cassé');
        },
        (name) => {
          shown.push(name);
          return () => shown.pop();
        },
      ),
    );
    render(<Probe />);
    await expect(during(() => handle.current.mutate('sombre'))).rejects.toThrow('cassé');
    await page.settle();
    expect([shown, handle.current.error]).toEqual([[], 'cassé']);
  });
});
