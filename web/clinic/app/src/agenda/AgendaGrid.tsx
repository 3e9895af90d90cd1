import dayjs from 'dayjs';
import { useEffect, useLayoutEffect, useMemo, useRef, type CSSProperties } from 'react';
import { useNow } from '../app/clock.tsx';
import { clock, formatColumnDay, formatLongDay, isoDay } from '../clinic/dates.ts';
import { isAbsent } from '../clinic/opening.ts';
import { useClosingDays, useClosureName } from '../clinic/useClosingDays.ts';
import { practitionerName } from '../clinic/people.ts';
import type { Appointment } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePractitioners } from '../resources/hooks.ts';
import { usePreferences, type Density } from '../session/preferences.ts';
import classes from './AgendaGrid.module.css';
import { DayColumn } from './DayColumn.tsx';
import { columnsOf, daysOf, hoursOf, momentAt, type AgendaColumn } from './columns.ts';
import type { AgendaEvent } from './useAgendaEvents.ts';
import type { AgendaState } from './useAgendaState.ts';
import { useEventDrag, type Dragged } from './useEventDrag.ts';
import { useSlotKeys } from './useSlotKeys.ts';

export interface AgendaGridProps {
  state: AgendaState;
  events: readonly AgendaEvent[];
  onOpen(appointment: Appointment): void;
  onCreate(startsAt: string, practitionerId?: string): void;
  onMove(appointment: Appointment, changes: Partial<Appointment>): void;
}

/** Pixels of a minute, and minutes of a slot that can be chosen. */
const scales: Readonly<Record<Density, { pixelsPerMinute: number; slot: number }>> = {
  compact: { pixelsPerMinute: 1.1, slot: 30 },
  normal: { pixelsPerMinute: 1.7, slot: 15 },
  roomy: { pixelsPerMinute: 2.6, slot: 15 },
};

/** The day or the week in columns, one for each practitioner; appointments are dragged and lengthened. */
export function AgendaGrid({ state, events, onOpen, onCreate, onMove }: AgendaGridProps) {
  const { agenda } = useMessages();
  const { density } = usePreferences();
  const { pixelsPerMinute, slot } = scales[density];
  const columns = useColumns(state, events);
  const hours = hoursOf(events, columns, useClosingDays());
  const byColumn = useMemo(
    () => Map.groupBy(events, ({ day, practitionerId }) => `${day} ${practitionerId}`),
    [events],
  );
  const drag = useEventDrag({
    columns,
    hours,
    pixelsPerMinute,
    onDrop: ({ event, column, from, to }) =>
      onMove(event.appointment, {
        starts_at: momentAt(column.day, from),
        ends_at: momentAt(column.day, to),
        practitioner_id: column.practitioner.id,
      }),
  });
  const scroller = useRef<HTMLDivElement>(null);
  useFirstScroll(scroller, state.day, hours, pixelsPerMinute);
  const onKeyDown = useSlotKeys();
  const style = {
    '--columns': columns.length,
    '--minute': `${pixelsPerMinute}px`,
    '--minutes': hours.to - hours.from,
  } as CSSProperties;

  return (
    <div
      ref={scroller}
      className={classes.scroller}
      data-scroller
      role="region"
      aria-label={agenda.title}
      onKeyDown={onKeyDown}
    >
      <div
        className={classes.grid}
        data-density={density}
        data-view={state.view}
        data-several={
          columns.some(({ beginsDay }) => !beginsDay && state.view === 'week') || undefined
        }
        style={style}
      >
        <div className={classes.corner} />
        {columns.map((column) => (
          <ColumnHead key={column.key} column={column} state={state} />
        ))}
        <div className={classes.clock} aria-hidden="true">
          {hoursBetween(hours).map((minute) => (
            <span key={minute} style={{ '--at': minute - hours.from } as CSSProperties}>
              {clock(minute)}
            </span>
          ))}
        </div>
        {columns.map((column, index) => (
          <DayColumn
            key={column.key}
            column={column}
            events={byColumn.get(column.key) ?? none}
            hours={hours}
            slotMinutes={slot}
            pixelsPerMinute={pixelsPerMinute}
            index={index}
            drag={drag}
            ghost={drag.dragged?.column.key === column.key ? drag.dragged : null}
            onOpen={onOpen}
            onCreate={onCreate}
          />
        ))}
        <NowLine columns={columns} hours={hours} />
      </div>
      <DraggedTime dragged={drag.dragged} />
    </div>
  );
}

const none: readonly AgendaEvent[] = [];

function hoursBetween({ from, to }: { from: number; to: number }): number[] {
  return Array.from({ length: (to - from) / 60 }, (_, index) => from + index * 60);
}

/** Those who receive, and those who do not any more but have appointments there. */
function useColumns(state: AgendaState, events: readonly AgendaEvent[]): AgendaColumn[] {
  const { practitioners } = usePractitioners();
  return useMemo(() => {
    const busy = new Set(events.map(({ practitionerId }) => practitionerId));
    const shown = practitioners.filter(({ active, id }) =>
      state.practitioners.length === 0 ? active || busy.has(id) : state.practitioners.includes(id),
    );
    return columnsOf(daysOf(state.day, state.view, events), shown);
  }, [practitioners, events, state.practitioners, state.day, state.view]);
}

/** Whose column it is, on which day where there are several. */
function ColumnHead({ column, state }: { column: AgendaColumn; state: AgendaState }) {
  const { agenda } = useMessages();
  const { practitioner, day } = column;
  const today = useNow().format(isoDay) === day;
  const isWeek = state.view === 'week';
  const alone = isWeek && state.practitioners.length === 1;
  const closure = useClosureName()(day);
  return (
    <div
      className={classes.head}
      data-today={(isWeek && today) || undefined}
      data-begins={column.beginsDay || undefined}
      style={{ '--ink': practitioner.color ?? undefined } as CSSProperties}
    >
      {isWeek && <span className={classes.headDay}>{formatColumnDay(day)}</span>}
      {!alone && <span className={classes.headName}>{practitionerName(practitioner)}</span>}
      {!isWeek && (
        <span className={classes.headMeta} title={practitioner.specialty ?? undefined}>
          {practitioner.specialty}
        </span>
      )}
      {closure !== null ? (
        <span className={classes.headMeta} title={closure}>
          {agenda.closed(closure)}
        </span>
      ) : (
        isAbsent(practitioner, day) && <span className={classes.headMeta}>{agenda.absent}</span>
      )}
    </div>
  );
}

/** Now, across the columns of today. */
function NowLine({
  columns,
  hours,
}: {
  columns: readonly AgendaColumn[];
  hours: { from: number; to: number };
}) {
  const now = useNow();
  const minute = now.hour() * 60 + now.minute();
  const today = now.format(isoDay);
  const first = columns.findIndex(({ day }) => day === today);
  if (first < 0 || minute < hours.from || minute > hours.to) return null;
  const last = columns.findLastIndex(({ day }) => day === today);
  const place = {
    gridColumn: `${first + 2} / ${last + 3}`,
    '--at': minute - hours.from,
  } as CSSProperties;
  return (
    <>
      <div className={classes.now} style={place} aria-hidden="true" />
      <div className={classes.nowMark} style={{ ...place, gridColumn: 1 }} aria-hidden="true" />
    </>
  );
}

/** Says to a screen reader where the appointment would go. */
function DraggedTime({ dragged }: { dragged: Dragged | null }) {
  return (
    <div className={classes.spoken} role="status">
      {dragged &&
        `${clock(dragged.from)} – ${clock(dragged.to)}, ${practitionerName(dragged.column.practitioner)}, ${formatLongDay(dragged.column.day)}`}
    </div>
  );
}

/** Today opens an hour before now, any other day at its beginning. */
function useFirstScroll(
  scroller: React.RefObject<HTMLDivElement | null>,
  day: string,
  hours: { from: number },
  pixelsPerMinute: number,
): void {
  const shown = useRef('');
  const scale = useRef(pixelsPerMinute);
  useEffect(() => {
    const element = scroller.current;
    if (element === null || shown.current === day) return;
    shown.current = day;
    const now = dayjs();
    const minute = now.isSame(day, 'day') ? (now.hour() - 1) * 60 : hours.from;
    element.scrollTo({ top: (minute - hours.from) * pixelsPerMinute });
  }, [scroller, day, hours.from, pixelsPerMinute]);
  useLayoutEffect(() => {
    // The same hour stays at the top when the density changes.
    if (scale.current === pixelsPerMinute) return;
    const element = scroller.current;
    element?.scrollTo({ top: (element.scrollTop * pixelsPerMinute) / scale.current });
    scale.current = pixelsPerMinute;
  }, [scroller, pixelsPerMinute]);
}
