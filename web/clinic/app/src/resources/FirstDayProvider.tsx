import { useEffect, useState, type ReactNode } from 'react';
import { getMutationQueue } from 'synchrone/streaming';
import { useLocation } from 'wouter';
import { useAgendaState } from '../agenda/useAgendaState.ts';
import { paths } from '../app/paths.ts';
import { readAtBefore } from '../session/remembered.ts';
import { usePerson } from '../session/useSession.ts';
import { FirstDayContext, readFirstDay, type FirstDayState } from './first-day.ts';

/** How long the lists wait for the day, in milliseconds. */
const patience = 2_000;

/**
 * After a sign-in nothing is on this device, and the lists of a large clinic take seconds to read: where the agenda opens on
 * a day, that day is read before them. It is there to be looked at until they are there.
 */
export function FirstDayProvider({ children }: { children: ReactNode }) {
  const { id } = usePerson();
  const [location] = useLocation();
  const { day, view } = useAgendaState('day');
  const [wanted] = useState(() => {
    const isDay = (location === '/' || location === paths.agenda) && view === 'day';
    // What waits in the queue is laid over the lists alone.
    const isShown = readAtBefore(id) !== null || getMutationQueue().getPendingCount() > 0;
    return isDay && !isShown ? day : null;
  });
  const [state, setState] = useState<FirstDayState>(wanted === null ? null : 'reading');
  useEffect(() => {
    if (wanted === null) return undefined;
    const stop = new AbortController();
    // From then on the day is read beside the lists, and shown if it is there before them.
    const release = setTimeout(() => setState((now) => (now === 'reading' ? null : now)), patience);
    // The lists say what is wrong where the server does not answer.
    const done = readFirstDay(wanted, stop.signal).catch(() => null);
    void done.then((read) => stop.signal.aborted || setState(read));
    return () => {
      clearTimeout(release);
      stop.abort();
    };
  }, [wanted]);
  return <FirstDayContext value={state}>{children}</FirstDayContext>;
}
