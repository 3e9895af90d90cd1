import { useEffect, useState } from 'react';
import { createPortal, flushSync } from 'react-dom';
import { formatDay, formatFullDay, formatLongMoment, formatTime } from '../clinic/dates.ts';
import { formatPhone, practitionerName } from '../clinic/people.ts';
import type { Practitioner } from '../clinic/types.ts';
import { useClosureName } from '../clinic/useClosingDays.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePatients, usePractitioners } from '../resources/hooks.ts';
import { useFreshness } from '../resources/freshness.ts';
import classes from './PrintedDays.module.css';
import type { AgendaEvent } from './useAgendaEvents.ts';
import { useClinicName } from '../session/useClinicName.ts';
import type { AgendaState } from './useAgendaState.ts';

export interface PrintedDaysProps {
  state: AgendaState;
  /** In order of start. */
  events: readonly AgendaEvent[];
}

/** Opens the browser's print window; on paper the agenda is a list. */
export function printDays(): void {
  // The menu from which it was asked for closes first.
  requestAnimationFrame(() => window.print());
}

/** The agenda on paper: a page for each practitioner and day. Exists only while the browser prints. */
export function PrintedDays({ state, events }: PrintedDaysProps) {
  if (!usePrinting()) return null;
  return createPortal(<Pages state={state} events={events} />, document.body);
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(() => window.matchMedia('print').matches);
  useEffect(() => {
    const media = window.matchMedia('print');
    const follow = (): void => setPrinting(media.matches);
    // The browser takes its picture right after this event.
    const begin = (): void => flushSync(() => setPrinting(true));
    const end = (): void => setPrinting(media.matches);
    media.addEventListener('change', follow);
    window.addEventListener('beforeprint', begin);
    window.addEventListener('afterprint', end);
    return () => {
      media.removeEventListener('change', follow);
      window.removeEventListener('beforeprint', begin);
      window.removeEventListener('afterprint', end);
    };
  }, []);
  return printing;
}

function Pages({ state, events }: PrintedDaysProps) {
  const { practitioners } = usePractitioners();
  const pages = [...Map.groupBy(events, ({ day, practitionerId }) => `${day} ${practitionerId}`)]
    .map(([key, rows]) => ({ key, rows, day: rows[0]?.day ?? state.day }))
    .sort((a, b) => (a.day < b.day ? -1 : a.day > b.day ? 1 : 0));
  const rank = new Map(practitioners.map(({ id }, index) => [id, index]));
  const order = ({ rows }: { rows: readonly AgendaEvent[] }) =>
    rank.get(rows[0]?.practitionerId ?? '') ?? practitioners.length;
  pages.sort((a, b) => (a.day === b.day ? order(a) - order(b) : 0));
  return (
    <div className={classes.pages} data-print>
      {pages.length === 0 ? (
        <EmptyPage day={state.day} />
      ) : (
        pages.map(({ key, rows, day }) => <Page key={key} rows={rows} day={day} />)
      )}
    </div>
  );
}

function EmptyPage({ day }: { day: string }) {
  const { agenda } = useMessages();
  const closure = useClosureName()(day);
  return (
    <section className={classes.page}>
      <h1 className={classes.title}>{formatFullDay(day)}</h1>
      <p>{closure === null ? agenda.emptyDayTitle : agenda.closed(closure)}</p>
    </section>
  );
}

function Page({ rows, day }: { rows: readonly AgendaEvent[]; day: string }) {
  const { agenda, appointments: words, patients } = useMessages();
  const { getPractitionerById } = usePractitioners();
  const [first] = rows;
  const practitioner = first && getPractitionerById(first.practitionerId);
  return (
    <section className={classes.page}>
      <header className={classes.head}>
        <h1 className={classes.title}>{nameOf(practitioner, first)}</h1>
        <p className={classes.day}>{formatFullDay(day)}</p>
        <p className={classes.count}>{agenda.count(rows.length)}</p>
      </header>
      <table className={classes.table}>
        <thead>
          <tr>
            <th scope="col">{words.start}</th>
            <th scope="col">{words.patient}</th>
            <th scope="col">{patients.birth}</th>
            <th scope="col">{patients.phone}</th>
            <th scope="col">{words.reason}</th>
            <th scope="col">{words.status}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((event) => (
            <Line key={event.id} event={event} />
          ))}
        </tbody>
      </table>
      <PrintedFoot />
    </section>
  );
}

function nameOf(practitioner: Practitioner | undefined, event: AgendaEvent | undefined): string {
  return practitioner ? practitionerName(practitioner) : (event?.practitioner ?? '');
}

function Line({ event }: { event: AgendaEvent }) {
  const { appointments: words } = useMessages();
  const { getPatientById } = usePatients();
  const { appointment } = event;
  const patient = getPatientById(appointment.patient_id);
  return (
    <tr data-status={appointment.status}>
      <td className={classes.time}>
        {formatTime(appointment.starts_at)} – {formatTime(appointment.ends_at)}
      </td>
      <th scope="row">{event.title}</th>
      <td>{patient?.birth_date && formatDay(patient.birth_date)}</td>
      <td className={classes.time}>{patient?.phone && formatPhone(patient.phone)}</td>
      <td>
        {appointment.reason}
        {appointment.notes && <p className={classes.note}>{appointment.notes}</p>}
      </td>
      <td>{words.statuses[appointment.status]}</td>
    </tr>
  );
}

/** When it was printed, and whether the lists were up to date then: paper does not change. */
function PrintedFoot() {
  const clinicName = useClinicName();
  const { agenda, states } = useMessages();
  const { isOld } = useFreshness();
  return (
    <footer className={classes.foot}>
      {clinicName} · {agenda.printedAt(formatLongMoment(new Date().toISOString()))}
      {isOld && ` · ${states.oldLists}`}
    </footer>
  );
}
