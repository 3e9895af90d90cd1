import { useEffect, useState } from 'react';

/** What had the focus last outside of windows, menus and lists, all of which live in portals. */
let onPage: HTMLElement | null = null;

document.addEventListener('focusin', ({ target }) => {
  if (target instanceof HTMLElement && target.closest('[data-portal]') === null) onPage = target;
});

/** The first control that is wrong. The library marks the frame around several as well, which takes no focus. */
export function firstWrong(within: Element | null | undefined): HTMLElement | null {
  const wrong = ':is(input, textarea, select)[aria-invalid="true"]';
  return within?.querySelector<HTMLElement>(wrong) ?? null;
}

/**
 * For a `ref` inside a window: the field where typing begins has the focus before the next key arrives. The library
 * focuses it in a timer, which keys overtake on a busy machine. Where a field is wrong from the beginning, it is that one.
 */
export function focusFirst(node: HTMLElement | null): void {
  const first = node?.querySelector<HTMLElement>('[data-autofocus]');
  const wrong = firstWrong(node);
  if (wrong) {
    first?.removeAttribute('data-autofocus');
    wrong.setAttribute('data-autofocus', '');
  }
  (wrong ?? first)?.focus({ preventScroll: wrong == null });
}

/** What has the focus: where that is in a menu, which closes, the button that opened it. */
export function focusedOnPage(): Element | null {
  const { activeElement } = document;
  return activeElement?.closest('[data-portal]') == null ? activeElement : onPage;
}

/** Gives the focus back to what had it before a window, or to the page; never takes it from another element. */
export function focusBack(before: Element | null): void {
  const { activeElement } = document;
  if (activeElement !== null && activeElement !== document.body) return;
  if (before === document.body) return;
  const target = [before, onPage].find((element) => element?.isConnected);
  if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  else document.getElementById('content')?.focus({ preventScroll: true });
}

/** For the layout effect of a control that goes away by itself: with the focus in it, the page has it then. @returns stop */
export function leavesFocus(control: Element | null): () => void {
  return () => {
    if (control !== null && control === document.activeElement)
      document.getElementById('content')?.focus({ preventScroll: true });
  };
}

/** For a window over another one: the focus goes back into the one below, if that is still open. */
export function useFocusBelow(): void {
  const [before] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (before?.isConnected) focusBack(before);
    },
    [before],
  );
}
