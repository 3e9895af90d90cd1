// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { act, type FormEvent } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SendButton } from '../../../web/clinic/app/src/forms/SendButton.js';
import { submitByKeyboard } from '../../../web/clinic/app/src/forms/submitByKeyboard.js';

const submit = vi.fn((event: FormEvent) => event.preventDefault());
let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const screen = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
  vi.stubGlobal('matchMedia', () => screen);
  root = createRoot(document.body.appendChild(document.createElement('main')));
});
afterEach(async () => {
  await act(async () => root.unmount());
  document.body.replaceChildren();
  submit.mockClear();
  vi.unstubAllGlobals();
});

async function show({ isSending = false, isWrong = false }): Promise<void> {
  await act(async () =>
    root.render(
      <MantineProvider>
        <form onSubmit={submit} onKeyDown={submitByKeyboard}>
          <input id="name" />
          <input id="code" aria-invalid={isWrong} />
          <SendButton isSending={isSending}>Send</SendButton>
        </form>
      </MantineProvider>,
    ),
  );
}

const find = (selector: string): HTMLElement => document.querySelector(selector) as HTMLElement;

describe('a form that is sent at once', () => {
  it.each(['button', '#name'])(
    'goes to the field that is wrong from where it was: %s',
    async (at) => {
      await show({});
      find(at).focus();
      await show({ isSending: true });
      await show({ isWrong: true });
      expect(document.activeElement?.id).toBe('code');
    },
  );

  it('leaves a person alone who types elsewhere meanwhile', async () => {
    await show({});
    find('button').focus();
    await show({ isSending: true });
    find('#name').focus();
    await show({ isWrong: true });
    expect(document.activeElement?.id).toBe('name');
  });

  it('is sent once, however long Ctrl+Enter is held', async () => {
    const press = (): boolean =>
      find('#name').dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', ctrlKey: true, bubbles: true }),
      );
    await show({});
    press();
    await show({ isSending: true });
    press();
    expect(submit).toHaveBeenCalledOnce();
  });
});
