import { useEffect, useState, type ReactNode } from 'react';
import { getMutationQueue } from 'synchrone/streaming';
import { useLocation } from 'wouter';
import { useAgendaState } from '../agenda/useAgendaState.ts';
import { paths } from '../app/paths.ts';
import { readAtBefore } from '../session/remembered.ts';
import { sealedDay } from '../session/sealed-text.ts';
import { usePerson } from '../session/useSession.ts';
import { FirstDayContext, readFirstDay, takeKeptDay, type FirstDayState } from './first-day.ts';

/** How long the lists wait for the day, in milliseconds. */
const patience = 2_000;

/**
 * The lists of a large clinic take their time: where the agenda opens on a day, that day is shown before
 * them, to be looked at until they are loaded. After a sign-in nothing is on this device, and the server is
 * asked for the day first, which takes seconds less. After a reload the day is there as this tab has shown it
 * last.
 */
export function FirstDayProvider({ children }: { children: ReactNode }) {
  const { id } = usePerson();
  const [location] = useLocation();
  const { day, view } = useAgendaState('day');
  const [wanted] = useState(() => {
    const isDay = (location === '/' || location === paths.agenda) && view === 'day';
    // What waits in the queue is laid over the lists alone.
    const isLaidOver = getMutationQueue().getPendingCount() > 0;
    return isDay && !isLaidOver ? { day, isHere: readAtBefore(id) !== null } : null;
  });
  const isAsked = wanted !== null && !wanted.isHere;
  const [state, setState] = useState<FirstDayState>(isAsked ? 'reading' : null);
  useEffect(() => {
    // This page shows something else, and may change the day.
    if (wanted?.isHere !== true) sealedDay.drop(id);
    if (wanted === null) return undefined;
    const stop = new AbortController();
    // From then on the day is read beside the lists, and shown if it is there before them.
    const release = setTimeout(() => setState((now) => (now === 'reading' ? null : now)), patience);
    // The lists say what is wrong where the server does not answer.
    const { day, isHere } = wanted;
    const done = isHere ? takeKeptDay(id, day) : readFirstDay(day, stop.signal).catch(() => null);
    void done.then((read) => stop.signal.aborted || setState(read));
    return () => {
      clearTimeout(release);
      stop.abort();
    };
  }, [id, wanted]);
  return <FirstDayContext value={state}>{children}</FirstDayContext>;
}
