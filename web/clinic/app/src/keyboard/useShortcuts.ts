import { useEffect, useRef } from 'react';
import { useDialogs } from '../dialogs/dialogs.tsx';

/** What each key does, by `KeyboardEvent.key`: "/" and "?" are found on any keyboard layout. */
export type Shortcuts = Readonly<Record<string, () => void>>;

/** Whether a key belongs to the page: not typed into a field, not meant for a window or a menu above it. */
export function isForPage(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return false;
  const { target } = event;
  if (!(target instanceof HTMLElement)) return true;
  return (
    !target.isContentEditable &&
    target.closest('input, textarea, select, dialog, [role="dialog"], [role="menu"]') === null
  );
}

/** Single keys that act on the page, silent while a window is open over it. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const { isOpen } = useDialogs();
  const latest = useRef(shortcuts);
  useEffect(() => {
    latest.current = shortcuts;
  });
  useEffect(() => {
    let isQuiet = false;
    // The key that closes a window is not one of the page below.
    const before = (): void => {
      isQuiet = isOpen();
    };
    const onKeyDown = (event: KeyboardEvent): void => {
      const action =
        !isQuiet && isForPage(event) && Object.hasOwn(latest.current, event.key)
          ? latest.current[event.key]
          : undefined;
      if (action === undefined) return;
      event.preventDefault();
      action();
    };
    window.addEventListener('keydown', before, { capture: true });
    window.addEventListener('keydown', onKeyDown);
    return () => {
      window.removeEventListener('keydown', before, { capture: true });
      window.removeEventListener('keydown', onKeyDown);
    };
  }, [isOpen]);
}
