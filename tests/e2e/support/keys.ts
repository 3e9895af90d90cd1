import type { CDPSession } from '@playwright/test';

/** One key as the browser gets it: nothing waits until the page has taken the key before. */
export type Key = readonly [key: string, modifiers?: number];

/** The modifier of a key that is pressed with Ctrl. */
export const ctrl = 2;

/** Types faster than a busy page renders: every key is on its way before the page has seen the first. */
export async function burst(cdp: CDPSession, keys: readonly Key[]): Promise<void> {
  const sent = keys.flatMap(([key, modifiers = 0]) => {
    const isText = key.length === 1 && modifiers === 0;
    const common = {
      key,
      modifiers,
      code: key.length === 1 ? `Key${key.toUpperCase()}` : key,
      windowsVirtualKeyCode: key === 'Escape' ? 27 : key.toUpperCase().charCodeAt(0),
    };
    return [
      cdp.send('Input.dispatchKeyEvent', {
        ...common,
        type: isText ? 'keyDown' : 'rawKeyDown',
        ...(isText ? { text: key } : {}),
      }),
      cdp.send('Input.dispatchKeyEvent', { ...common, type: 'keyUp' }),
    ];
  });
  await Promise.all(sent);
}

/** The keys of a text. */
export const letters = (text: string): Key[] => [...text].map((letter): Key => [letter]);
