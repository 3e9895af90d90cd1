import { createSpotlight } from '@mantine/spotlight';
import { useEffect } from 'react';
import { flushSync } from 'react-dom';
import { focusBack } from './focus.ts';

const [paletteStore, palette] = createSpotlight();
export { paletteStore };

let before: Element | null = null;

/** Opens the palette: the very next key goes to its field, whatever lies below. */
export function openPalette(): void {
  before = document.activeElement;
  flushSync(palette.open);
}

/** The focus goes back to where it was. */
export function paletteClosed(): void {
  focusBack(before);
}

/** Closes the palette, and does `then` as from where the focus was before. */
export function leavePalette(then?: () => void): void {
  flushSync(palette.close);
  then?.();
}

/** A person is signed in, and the palette can be opened. */
let isThere = false;

/** Ctrl+K opens and closes the palette; Escape closes it and nothing else. */
export function usePaletteKeys(): void {
  useEffect(() => {
    isThere = true;
    return () => {
      isThere = false;
    };
  }, []);
}

// Before any window listens: the library's would take the same Escape, and close the form below as well.
window.addEventListener('keydown', takeKey, { capture: true });

function takeKey(event: KeyboardEvent): void {
  const { opened } = paletteStore.getState();
  const isShortcut =
    (event.ctrlKey || event.metaKey) &&
    !event.altKey &&
    !event.shiftKey &&
    event.key.toLowerCase() === 'k';
  const closes = opened && event.key === 'Escape' && !event.isComposing;
  if (!isThere || (!isShortcut && !closes)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (opened) leavePalette();
  else openPalette();
}
