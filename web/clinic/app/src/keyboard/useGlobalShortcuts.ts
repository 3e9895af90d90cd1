import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { pages } from '../app/pages.ts';
import { isForPage, useShortcuts } from './useShortcuts.ts';

/** How long "g" waits for the letter of a page, in milliseconds. */
const secondKeyMs = 1200;

/** The shortcuts that work on every page: "?" for help, and "g" then a letter to change page. */
export function useGlobalShortcuts(): void {
  const { open } = useDialogs();
  useShortcuts({ '?': () => open({ kind: 'shortcuts' }) });
  usePageKeys();
}

function usePageKeys(): void {
  const { isOpen } = useDialogs();
  const [, navigate] = useLocation();
  useEffect(() => {
    let pressedG = -Infinity;
    const onKeyDown = (event: KeyboardEvent): void => {
      if (isOpen() || !isForPage(event)) return;
      const inTime = event.timeStamp - pressedG < secondKeyMs;
      pressedG = event.key === 'g' ? event.timeStamp : -Infinity;
      const page = pages.find(({ key }) => key === event.key);
      if (page === undefined || !inTime) return;
      event.preventDefault();
      // The letter may be a shortcut of the page that is being left.
      event.stopImmediatePropagation();
      navigate(page.path);
    };
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => window.removeEventListener('keydown', onKeyDown, { capture: true });
  }, [isOpen, navigate]);
}
