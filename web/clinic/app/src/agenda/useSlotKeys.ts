import { useCallback, type KeyboardEvent } from 'react';

/**
 * Arrow keys between the free slots of the grid, of which one at a time is in the tab order: up and down in a column, left
 * and right to the slot nearest in time. Enter presses it, as any button.
 */
export function useSlotKeys(): (event: KeyboardEvent<HTMLElement>) => void {
  return useCallback((event) => {
    const slot = event.target;
    if (!(slot instanceof HTMLElement) || slot.dataset['slot'] === undefined) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = neighbour(slot, event.key);
    if (next === undefined) return;
    event.preventDefault(); // left and right would change the day (AgendaPage)
    for (const other of event.currentTarget.querySelectorAll<HTMLElement>('[data-slot]'))
      other.tabIndex = other === next ? 0 : -1;
    next.focus();
  }, []);
}

function neighbour(slot: HTMLElement, key: string): HTMLElement | undefined {
  const column = slot.closest('[data-column]');
  if (column === null) return undefined;
  const own = slotsOf(column);
  const at = own.indexOf(slot);
  switch (key) {
    case 'ArrowDown':
      return own[at + 1];
    case 'ArrowUp':
      return own[at - 1];
    case 'Home':
      return own[0];
    case 'End':
      return own.at(-1);
    case 'ArrowRight':
      return nearest(siblings(column, 1), slot);
    case 'ArrowLeft':
      return nearest(siblings(column, -1), slot);
    default:
      return undefined;
  }
}

function slotsOf(column: Element): HTMLElement[] {
  return [...column.querySelectorAll<HTMLElement>('[data-slot]')];
}

/** The columns on that side, the nearest first. */
function siblings(column: Element, side: 1 | -1): Element[] {
  const all = [...(column.parentElement?.querySelectorAll('[data-column]') ?? [])];
  const at = all.indexOf(column);
  return side === 1 ? all.slice(at + 1) : all.slice(0, at).reverse();
}

function nearest(columns: readonly Element[], slot: HTMLElement): HTMLElement | undefined {
  const minute = Number(slot.dataset['slot']);
  const slots = columns.map(slotsOf).find((candidates) => candidates.length > 0) ?? [];
  const distance = (other: HTMLElement) => Math.abs(Number(other.dataset['slot']) - minute);
  return slots.toSorted((a, b) => distance(a) - distance(b))[0];
}
