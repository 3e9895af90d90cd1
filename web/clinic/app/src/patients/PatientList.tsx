import { Button, EmptyState } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import { IconUserSearch, IconUsers } from '../icons/icons.tsx';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import type { Appointment, Patient } from '../clinic/types.ts';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { usePatients } from '../resources/hooks.ts';
import { PatientListHead } from './PatientListHead.tsx';
import { PatientRow } from './PatientRow.tsx';
import classes from './PatientList.module.css';
import type { Sorting } from './sorting.ts';

/** Row heights where text has its usual size, in pixels: a line of the table, and a card of two or three lines. */
const rowHeight = { table: 40, phone: 60, narrow: 80 } as const;

export interface PatientListProps {
  patients: readonly Patient[];
  next: ReadonlyMap<string, Appointment>;
  /** The patient whose file is open. */
  opened: Patient | undefined;
  sorting: Sorting;
  onSort(sorting: Sorting): void;
  query: string;
  phone: boolean;
  onCreate(): void;
}

/** A table of which only the visible rows exist, so that 10 000 patients scroll as smoothly as ten. */
export function PatientList(props: PatientListProps) {
  const { patients, opened, query } = props;
  const { messages } = useLanguage();
  if (patients.length === 0) {
    return query === '' ? (
      <EmptyState
        m="auto"
        p="xl"
        icon={<IconUsers size={32} />}
        title={messages.patients.emptyTitle}
        description={messages.patients.emptyHint}
      >
        <EmptyState.Actions>
          <Button onClick={props.onCreate}>{messages.patients.new}</Button>
        </EmptyState.Actions>
      </EmptyState>
    ) : (
      <EmptyState
        m="auto"
        p="xl"
        icon={<IconUserSearch size={32} />}
        title={messages.patients.noMatchTitle}
        description={messages.patients.noMatchHint(query)}
        role="status"
      >
        <EmptyState.Actions>
          <Button variant="default" onClick={props.onCreate}>
            {messages.patients.new}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return <Rows {...props} opened={opened} />;
}

/** The height of a row, in pixels, at the size of text that the browser is set to. */
function useRowHeight(phone: boolean): number {
  const narrow = useMediaQuery('(max-width: 22em)') ?? false;
  const scale = parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
  return scale * (narrow ? rowHeight.narrow : phone ? rowHeight.phone : rowHeight.table);
}

function Rows({ patients, next, opened, sorting, onSort, phone }: PatientListProps) {
  const { messages, language } = useLanguage();
  const { rowKey, syncState } = usePatients();
  const scroller = useRef<HTMLDivElement>(null);
  const height = useRowHeight(phone);
  const virtualizer = useVirtualizer({
    count: patients.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    getItemKey: (index) => rowKey(patients[index] as Patient),
    overscan: 8,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  useScrollToOpened(patients, opened, (index) =>
    virtualizer.scrollToIndex(index, { align: 'auto' }),
  );

  return (
    <div
      className={classes.table}
      role="table"
      aria-label={messages.patients.list}
      aria-rowcount={patients.length + 1}
    >
      <PatientListHead sorting={sorting} onSort={onSort} />
      <div
        ref={scroller}
        className={classes.scroller}
        role="presentation"
        onKeyDown={moveBetweenRows}
      >
        <div
          className={classes.rows}
          role="rowgroup"
          style={{ blockSize: virtualizer.getTotalSize() }}
        >
          {virtualizer.getVirtualItems().map((item) => {
            const patient = patients[item.index] as Patient;
            return (
              <PatientRow
                key={item.key}
                patient={patient}
                nextAt={next.get(patient.id)?.starts_at}
                syncState={syncState(patient.id)}
                opened={patient === opened}
                index={item.index}
                offset={item.start}
                height={item.size}
                language={language}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Brings the opened row into view when another file is opened, or when its row has just appeared. */
function useScrollToOpened(
  patients: readonly Patient[],
  opened: Patient | undefined,
  scrollTo: (index: number) => void,
): void {
  const index = opened === undefined ? -1 : patients.indexOf(opened);
  const seen = useRef('');
  useEffect(() => {
    const id = opened?.id ?? '';
    if (index < 0 || seen.current === id) return;
    seen.current = id;
    scrollTo(index);
  }, [index, opened, scrollTo]);
}

/** Up and down (or k and j) move between the rows that exist; Enter follows the row's own link. */
function moveBetweenRows(event: KeyboardEvent<HTMLDivElement>): void {
  const down = event.key === 'ArrowDown' || event.key === 'j';
  const up = event.key === 'ArrowUp' || event.key === 'k';
  if ((!down && !up) || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = (event.target as HTMLElement).closest('[role="row"]');
  const neighbour = down ? row?.nextElementSibling : row?.previousElementSibling;
  const link = neighbour?.querySelector('a');
  if (!link) return;
  event.preventDefault();
  link.focus();
}
