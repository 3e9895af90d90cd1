import dayjs from 'dayjs';
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'wouter';
import { useNow } from '../app/clock.tsx';
import { isoDay } from '../clinic/dates.ts';

export type AgendaView = 'day' | 'week';

/** Which days are shown and whose; kept in the address, so that a page can be shared and the back button works. */
export interface AgendaState {
  /** `YYYY-MM-DD`. */
  day: string;
  /** The day was not chosen: today is Sunday, and the clinic is closed. */
  isAfterSunday: boolean;
  view: AgendaView;
  /** The practitioners shown; empty for all of them. */
  practitioners: readonly string[];
  /** Cancelled appointments are shown as well. */
  withCancelled: boolean;
  setDay(day: string): void;
  setView(view: AgendaView): void;
  setPractitioners(ids: readonly string[]): void;
  showCancelled(shown: boolean): void;
  /** Goes back or forth by one day or week. */
  step(direction: -1 | 1): void;
  goToToday(): void;
}

const names = {
  day: 'jour',
  view: 'vue',
  practitioner: 'praticien',
  cancelled: 'annules',
} as const;

/** The clinic is closed on Sundays: the agenda opens on the day that is prepared then. */
function openDay(day: string): string {
  return dayjs(day).day() === 0 ? dayjs(day).add(1, 'day').format(isoDay) : day;
}

/** The agenda's state, read from and written to the address. `usualView` holds when the address names none. */
export function useAgendaState(usualView: AgendaView): AgendaState {
  const [params, setParams] = useSearchParams();
  const today = useNow().format(isoDay);
  const asked = params.get(names.day);
  const chosen = asked !== null && dayjs(asked, isoDay, true).isValid() ? asked : null;
  const day = chosen ?? openDay(today);
  const isAfterSunday = chosen === null && day !== today;
  const named = params.get(names.view);
  const view: AgendaView = named === 'day' || named === 'week' ? named : usualView;

  const change = useCallback(
    (edit: (next: URLSearchParams) => void) => {
      setParams(
        (before) => {
          const next = new URLSearchParams(before);
          edit(next);
          return next;
        },
        { replace: true },
      );
    },
    [setParams],
  );

  return useMemo<AgendaState>(() => {
    const setDay = (next: string) => change((query) => query.set(names.day, next));
    return {
      day,
      isAfterSunday,
      view,
      practitioners: params.getAll(names.practitioner),
      withCancelled: params.has(names.cancelled),
      setDay,
      setView: (next) => change((query) => query.set(names.view, next)),
      setPractitioners: (ids) =>
        change((query) => {
          query.delete(names.practitioner);
          for (const id of ids) query.append(names.practitioner, id);
        }),
      showCancelled: (shown) =>
        change((query) =>
          shown ? query.set(names.cancelled, '1') : query.delete(names.cancelled),
        ),
      step: (direction) => setDay(dayjs(day).add(direction, view).format(isoDay)),
      goToToday: () => setDay(today),
    };
  }, [params, day, isAfterSunday, view, today, change]);
}
