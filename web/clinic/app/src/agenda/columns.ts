import dayjs from 'dayjs';
import type { ClosingDays } from '../../../closing-days.ts';
import { isoDay } from '../clinic/dates.ts';
import { openHours, shownDay } from '../clinic/opening.ts';
import type { Practitioner } from '../clinic/types.ts';
import type { AgendaEvent } from './useAgendaEvents.ts';
import type { AgendaView } from './useAgendaState.ts';

/** One practitioner on one day. */
export interface AgendaColumn {
  readonly key: string;
  readonly day: string;
  readonly practitioner: Practitioner;
  /** In a week of several practitioners: the first column of its day. */
  readonly beginsDay: boolean;
}

/** An appointment with its place beside those at the same time. */
export interface PlacedEvent {
  readonly event: AgendaEvent;
  readonly lane: number;
  readonly lanes: number;
}

/** The days shown; a Sunday only when there are appointments. */
export function daysOf(day: string, view: AgendaView, events: readonly AgendaEvent[]): string[] {
  if (view === 'day') return [day];
  const monday = dayjs(day).startOf('isoWeek');
  const days = [0, 1, 2, 3, 4, 5, 6].map((offset) => monday.add(offset, 'day').format(isoDay));
  const sunday = days[6];
  return events.some((event) => event.day === sunday) ? days : days.slice(0, 6);
}

/** Day by day, the practitioners side by side. */
export function columnsOf(
  days: readonly string[],
  practitioners: readonly Practitioner[],
): AgendaColumn[] {
  return days.flatMap((day) =>
    practitioners.map((practitioner, index) => ({
      key: `${day} ${practitioner.id}`,
      day,
      practitioner,
      beginsDay: index === 0,
    })),
  );
}

/** The hours shown, in minutes after midnight: the opening of the clinic and of each column, and whatever lies outside. */
export function hoursOf(
  events: readonly AgendaEvent[],
  columns: readonly AgendaColumn[],
  closing: ClosingDays,
): { from: number; to: number } {
  const open = columns.flatMap(({ day, practitioner }) => openHours(day, practitioner, closing));
  const spans = [shownDay, ...open, ...events];
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  return { from: Math.floor(from / 60) * 60, to: Math.ceil(to / 60) * 60 };
}

/** Those who overlap share the width of the column. `events` are in order of start. */
export function placed(events: readonly AgendaEvent[]): PlacedEvent[] {
  const result: PlacedEvent[] = [];
  let cluster: Array<{ event: AgendaEvent; lane: number }> = [];
  let ends: number[] = [];
  const close = () => {
    for (const { event, lane } of cluster) result.push({ event, lane, lanes: ends.length });
    cluster = [];
    ends = [];
  };
  for (const event of events) {
    if (ends.every((end) => end <= event.from)) close();
    const free = ends.findIndex((end) => end <= event.from);
    const lane = free < 0 ? ends.length : free;
    ends[lane] = event.to;
    cluster.push({ event, lane });
  }
  close();
  return result;
}

/** That minute of that day, on the clock of the clinic. */
export function momentAt(day: string, minute: number): string {
  return dayjs(day)
    .hour(Math.floor(minute / 60))
    .minute(minute % 60)
    .second(0)
    .millisecond(0)
    .toISOString();
}
