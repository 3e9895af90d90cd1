import { useEffect, useRef, useState, type PointerEvent as ReactPointerEvent } from 'react';
import type { AgendaColumn } from './columns.ts';
import type { AgendaEvent } from './useAgendaEvents.ts';

/** Where an appointment would go if it were dropped now. */
export interface Dragged {
  readonly event: AgendaEvent;
  readonly column: AgendaColumn;
  readonly from: number;
  readonly to: number;
}

export interface EventDrag {
  readonly dragged: Dragged | null;
  /** For the appointment's box; `edge` when its lower edge is taken. */
  grab(pointer: ReactPointerEvent, event: AgendaEvent, edge?: boolean): void;
  /** True once after a drag: the click that ends it opens nothing. */
  wasDragged(): boolean;
}

interface Grid {
  columns: readonly AgendaColumn[];
  hours: { from: number; to: number };
  pixelsPerMinute: number;
  onDrop(dragged: Dragged): void;
}

/** Minutes to which a dragged appointment sticks. */
const step = 5;
/** Pixels that a hand trembles. */
const slack = 4;
/** Pixels from the edge of the grid in which it scrolls. */
const margin = 36;

/**
 * Moves and lengthens appointments by the mouse or a pen; Escape takes it back. A finger scrolls instead. Columns are the
 * elements with `data-column`, inside the one with `data-scroller`.
 */
export function useEventDrag(grid: Grid): EventDrag {
  const [dragged, setDragged] = useState<Dragged | null>(null);
  const latest = useRef(grid);
  const justDragged = useRef(false);
  const stop = useRef<() => void>(() => undefined);
  useEffect(() => {
    latest.current = grid;
  });
  useEffect(() => () => stop.current(), []);

  const grab = (pointer: ReactPointerEvent, event: AgendaEvent, edge = false): void => {
    if (pointer.button !== 0 || pointer.pointerType === 'touch') return;
    const scroller = pointer.currentTarget.closest<HTMLElement>('[data-scroller]');
    if (scroller === null) return;
    const { clientX, clientY } = pointer;
    const heldAt = minuteAt(scroller, clientY, latest.current) - event.from;
    let current: Dragged | null = null;
    justDragged.current = false;
    if (edge) pointer.stopPropagation();

    const move = ({ clientX: x, clientY: y }: PointerEvent): void => {
      if (current === null && Math.hypot(x - clientX, y - clientY) < slack) return;
      scrollNearEdges(scroller, { x: clientX, y: clientY }, { x, y });
      const minute = minuteAt(scroller, y, latest.current);
      const column = edge ? columnOf(event, latest.current) : columnAt(scroller, x, latest.current);
      if (column === undefined) return;
      current = { event, column, ...timesOf(event, edge ? minute : minute - heldAt, edge) };
      setDragged(current);
    };
    const end = (drop: boolean): void => {
      stop.current();
      setDragged(null);
      if (current === null) return;
      justDragged.current = true;
      // A click follows only where the pointer is still over the box.
      setTimeout(() => (justDragged.current = false));
      const { from, to, column } = current;
      const isMoved =
        from !== event.from ||
        to !== event.to ||
        column.day !== event.day ||
        column.practitioner.id !== event.practitionerId;
      if (drop && isMoved) latest.current.onDrop(current);
    };
    const up = (): void => end(true);
    const cancel = (): void => end(false);
    const key = (pressed: KeyboardEvent): void => {
      if (pressed.key !== 'Escape' || current === null) return;
      pressed.stopPropagation();
      end(false);
    };
    window.addEventListener('pointermove', move);
    window.addEventListener('pointerup', up);
    window.addEventListener('pointercancel', cancel);
    window.addEventListener('keydown', key, { capture: true });
    stop.current = () => {
      window.removeEventListener('pointermove', move);
      window.removeEventListener('pointerup', up);
      window.removeEventListener('pointercancel', cancel);
      window.removeEventListener('keydown', key, { capture: true });
    };
  };
  return { dragged, grab, wasDragged: () => justDragged.current };
}

function timesOf(event: AgendaEvent, minute: number, edge: boolean): { from: number; to: number } {
  const snapped = Math.round(minute / step) * step;
  if (edge)
    return { from: event.from, to: Math.min(24 * 60, Math.max(event.from + step, snapped)) };
  const length = event.to - event.from;
  const from = Math.min(Math.max(0, snapped), 24 * 60 - length);
  return { from, to: from + length };
}

function minuteAt(scroller: HTMLElement, y: number, { hours, pixelsPerMinute }: Grid): number {
  const first = scroller.querySelector('[data-column]');
  const top = first?.getBoundingClientRect().top ?? 0;
  return hours.from + (y - top) / pixelsPerMinute;
}

function columnOf(event: AgendaEvent, { columns }: Grid): AgendaColumn | undefined {
  return columns.find(
    ({ day, practitioner }) => day === event.day && practitioner.id === event.practitionerId,
  );
}

/** The column under the pointer; the first or last one beside them. */
function columnAt(scroller: HTMLElement, x: number, { columns }: Grid): AgendaColumn | undefined {
  const places = [...scroller.querySelectorAll('[data-column]')];
  const passed = places.filter((place) => place.getBoundingClientRect().left <= x).length;
  return columns[Math.max(0, passed - 1)];
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Scrolls toward an edge that the pointer is near, but not where it has come from there. */
function scrollNearEdges(scroller: HTMLElement, from: Point, to: Point): void {
  const { left, right, top, bottom } = scroller.getBoundingClientRect();
  const toward = (start: number, at: number, low: number, high: number): number => {
    if (at < low + margin && at < start) return -margin / 3;
    return at > high - margin && at > start ? margin / 3 : 0;
  };
  scroller.scrollBy(toward(from.x, to.x, left, right), toward(from.y, to.y, top, bottom));
}
