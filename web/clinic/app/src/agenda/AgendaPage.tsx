import { Button, EmptyState } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconStethoscope } from '../icons/icons.tsx';
import { useCallback, useMemo } from 'react';
import dayjs from 'dayjs';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { useRowsToCome } from '../app/useRowsToCome.tsx';
import { Later } from '../parts/Later.tsx';
import { phoneWidth } from '../app/responsive.ts';
import { undoable } from '../undo/undo.ts';
import { useShortcuts } from '../keyboard/useShortcuts.ts';
import { formatMoment } from '../clinic/dates.ts';
import { spokenName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { useClosureName } from '../clinic/useClosingDays.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useAppointmentMutations, usePractitioners } from '../resources/hooks.ts';
import { AgendaGrid } from './AgendaGrid.tsx';
import { AgendaHeader } from './AgendaHeader.tsx';
import { DayList } from './DayList.tsx';
import { useFirstDay, useKeepDay, type FirstDay } from '../resources/first-day.ts';
import { isUnread as isUnreadList } from '../resources/unread.ts';
import { useKnownPatient } from '../resources/useKnownPatient.ts';
import { useVisitLists } from '../resources/useVisitLists.ts';
import { PrintedDays } from './PrintedDays.tsx';
import { usePerson } from '../session/useSession.ts';
import { useAgendaEvents } from './useAgendaEvents.ts';
import { useAgendaState, type AgendaState } from './useAgendaState.ts';
import classes from './AgendaPage.module.css';

/** Day and week of the clinic; on a phone, one day as a list. */
export function AgendaPage() {
  const phone = useMediaQuery(phoneWidth, undefined, { getInitialValueInEffect: false }) ?? false;
  const state = useShownState(useAgendaState('day'), phone);
  const { isLoading, isAppointmentsLoading, error, readAgain } = useVisitLists();
  const isUnread = isLoading || error !== null;
  const rowsToCome = useRowsToCome(isLoading);
  const { mutate } = useAppointmentMutations();
  const patientOf = useKnownPatient();
  const { agenda, appointments: words, undo } = useMessages();
  const { open } = useDialogs();
  const receiving = usePractitioners();
  const firstDay = useShownFirstDay(state, isLoading && receiving.practitioners.length > 0);
  // The patients take the longest: those of the day are known before the others.
  const takesClicks = firstDay === null ? !isLoading : !isAppointmentsLoading;
  const events = useAgendaEvents(state, firstDay, takesClicks);
  useKeepDay(state.view === 'day' && !isUnread ? state.day : null);
  // On a wide screen the columns say so.
  const closure = useClosureName()(state.day);
  const isWithoutPractitioners =
    events.length === 0 && receiving.practitioners.length === 0 && !isUnreadList(receiving, []);

  const create = (start?: string, practitionerId?: string) => {
    const starts_at = start ?? firstFreeHour(state.day);
    const practitioner =
      practitionerId ?? (state.practitioners.length === 1 ? state.practitioners[0] : undefined);
    open({
      kind: 'appointment',
      draft: {
        ...(starts_at ? { starts_at } : {}),
        ...(practitioner ? { practitioner_id: practitioner } : {}),
      },
    });
  };
  const edit = useCallback(
    (appointment: Appointment) => open({ kind: 'appointment', record: appointment }),
    [open],
  );
  const move = (appointment: Appointment, changes: Partial<Appointment>) => {
    const patient = patientOf(appointment.patient_id);
    const name = patient ? spokenName(patient) : words.unknownPatient;
    const when = formatMoment(changes.starts_at ?? appointment.starts_at);
    // The notices report a taken slot, with free ones; the view is rolled back by itself.
    undoable(undo.moved(name, when), (options) =>
      mutate(appointment.id, changes, { previousState: appointment, ...options }),
    );
  };

  useShortcuts({
    n: () => create(),
    t: state.goToToday,
    j: () => state.setView('day'),
    s: () => state.setView('week'),
    ArrowLeft: () => state.step(-1),
    ArrowRight: () => state.step(1),
  });

  return (
    <div className={classes.page}>
      <PrintedDays state={state} events={events} />
      <AgendaHeader
        state={state}
        count={isUnread && firstDay === null ? null : events.filter(isKept).length}
        phone={phone}
        onCreate={() => create()}
      />
      {state.isAfterSunday && <p className={classes.note}>{agenda.afterSunday}</p>}
      {phone && closure !== null && <p className={classes.note}>{agenda.closed(closure)}</p>}
      {error !== null ? (
        <LoadFailed reason={error} onReload={readAgain} />
      ) : isLoading && firstDay === null ? (
        <LoadingRows />
      ) : isWithoutPractitioners ? (
        <NobodyReceives />
      ) : (
        // Without the appointments there is nothing to look a free slot up in.
        <div className={classes.days} inert={!takesClicks} aria-busy={isLoading}>
          {phone ? (
            <DayList events={events} onOpen={edit} onCreate={() => create()} />
          ) : (
            <Later atOnce={firstDay !== null} meanwhile={rowsToCome}>
              <AgendaGrid
                state={state}
                events={events}
                onOpen={edit}
                onCreate={create}
                onMove={move}
              />
            </Later>
          )}
        </div>
      )}
    </div>
  );
}

/** The day that was read before the lists, where it is the one that is asked for. */
function useShownFirstDay({ day, view }: AgendaState, isAwaited: boolean): FirstDay | null {
  const read = useFirstDay();
  const isThere = isAwaited && view === 'day' && read !== 'reading' && read?.day === day;
  return isThere ? read : null;
}

/** A clinic at its beginning: there is no column yet. */
function NobodyReceives() {
  const { practitioners } = useMessages();
  const { open } = useDialogs();
  return (
    <EmptyState
      m="auto"
      p="xl"
      icon={<IconStethoscope size={32} />}
      title={practitioners.emptyTitle}
      description={practitioners.emptyHint}
    >
      <EmptyState.Actions>
        <Button variant="default" onClick={() => open({ kind: 'practitioner' })}>
          {practitioners.new}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

const isKept = ({ appointment }: { appointment: Appointment }): boolean =>
  appointment.status !== 'cancelled';

/** Nine o'clock on the day shown; today the form itself takes the next minutes. */
function firstFreeHour(day: string): string | undefined {
  return dayjs().isSame(day, 'day') ? undefined : dayjs(day).hour(9).toISOString();
}

/** A phone shows one day; a week begins with one practitioner: one's own column, or the first. */
function useShownState(state: AgendaState, phone: boolean): AgendaState {
  const { practitioners } = usePractitioners();
  const { practitionerId } = usePerson();
  return useMemo(() => {
    if (phone) return { ...state, view: 'day' };
    if (state.view === 'day' || state.practitioners.length > 0) return state;
    const first = practitionerId ?? practitioners.find(({ active }) => active)?.id;
    return { ...state, practitioners: first === undefined ? [] : [first] };
  }, [state, phone, practitioners, practitionerId]);
}
