import { useEffect, useId, useRef, useState, type RefObject } from 'react';
import { focusBack, focusedOnPage } from '../keyboard/focus.ts';

/** What opens over a button: a menu, or a panel. */
export interface Popup {
  readonly opened: boolean;
  /** The id of the button, which names the popup. */
  readonly id: string;
  /** What the popup lies beside. */
  readonly anchor: RefObject<HTMLElement | null>;
  toggle(): void;
  close(): void;
}

/**
 * The state of a popup whose contents come with the rest of the application: the first page is drawn without the library
 * that places it. The focus goes back to what had it before.
 */
export function usePopup(): Popup {
  const [opened, setOpened] = useState(false);
  const id = useId();
  const anchor = useRef<HTMLElement>(null);
  useEffect(() => {
    if (!opened) return undefined;
    const before = focusedOnPage();
    return () => focusBack(before);
  }, [opened]);
  return {
    opened,
    id,
    anchor,
    toggle: () => setOpened((before) => !before),
    close: () => setOpened(false),
  };
}

/** What the button of a popup needs. */
export function buttonOf({ opened, id, anchor, toggle }: Popup, kind: 'menu' | 'dialog') {
  return {
    id,
    ref: anchor as RefObject<HTMLButtonElement | null>,
    onClick: toggle,
    'aria-haspopup': kind,
    'aria-expanded': opened,
    'aria-controls': opened ? `${id}-dropdown` : undefined,
  } as const;
}

/** What an element needs that holds the button of a popup. */
export function placeOf({ anchor }: Popup) {
  return { ref: anchor as RefObject<HTMLDivElement | null> } as const;
}
