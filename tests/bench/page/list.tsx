import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useRef } from 'react';
import type { CSSProperties, MouseEvent, ReactElement } from 'react';
import { type Patient, changesOf, newPatient } from '../support/patients.mjs';
import { paintAfter } from './paint.js';
import type { Operation } from './subject.js';

/** How the rows are drawn: only those in view, as the clinic does, or every one. */
export type ListKind = 'virtual' | 'whole';

/** The rows and what can be done to the newest of them, for every store. */
export interface ListProps {
  kind: ListKind;
  rows: readonly Patient[];
  rowKey(row: Patient): string;
  run(operation: Operation, variant: number): void;
}

const kRowHeight = 32; // pixels
const kScroller: CSSProperties = { height: 640, overflow: 'auto', contain: 'strict' };

/** Patients, the newest first, and a button for each operation on the newest of them. */
export function PatientList(props: ListProps): ReactElement {
  return (
    <>
      <Button {...props} operation="create" />
      <Button {...props} operation="update" />
      <Button {...props} operation="delete" />
      <p id="count">{props.rows.length}</p>
      {props.kind === 'virtual' ? <RowsInView {...props} /> : <EveryRow {...props} />}
    </>
  );
}

function Button({ operation, rows, run }: ListProps & { operation: Operation }): ReactElement {
  const variant = useRef(0);
  const newest = rows.at(-1);
  const onClick = (event: MouseEvent): void => {
    variant.current += 1;
    const { current } = variant;
    paintAfter(
      event.nativeEvent,
      () => run(operation, current),
      () => isShown(operation, current, newest),
    );
  };
  return (
    <button id={operation} onClick={onClick}>
      {operation}
    </button>
  );
}

/** The document shows the change: in its first row, or by that row's absence. */
function isShown(operation: Operation, variant: number, newest: Patient | undefined): boolean {
  const row = document.querySelector<HTMLElement>('[data-newest=true]');
  const isSame = row?.dataset['id'] === newest?.id;
  switch (operation) {
    case 'create':
      return !isSame && (row?.textContent.includes(newPatient(variant).email) ?? false);
    case 'update':
      return isSame && (row?.textContent.includes(changesOf(variant).phone ?? '?') ?? false);
    case 'delete':
      return !isSame;
  }
}

function RowsInView({ rows, rowKey }: ListProps): ReactElement {
  const scroller = useRef<HTMLDivElement>(null);
  const newestFirst = (place: number): Patient => rows[rows.length - 1 - place] as Patient;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => kRowHeight,
    getItemKey: (place) => rowKey(newestFirst(place)),
  });
  return (
    <div ref={scroller} style={kScroller}>
      <div style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
        {virtualizer.getVirtualItems().map(({ key, index, start }) => (
          <div key={key} style={{ position: 'absolute', top: start, height: kRowHeight }}>
            <Row patient={newestFirst(index)} isNewest={index === 0} />
          </div>
        ))}
      </div>
    </div>
  );
}

function EveryRow({ rows, rowKey }: ListProps): ReactElement {
  return (
    <div style={{ ...kScroller, display: 'flex', flexDirection: 'column-reverse' }}>
      {rows.map((row, place) => (
        <Row key={rowKey(row)} patient={row} isNewest={place === rows.length - 1} />
      ))}
    </div>
  );
}

const Row = memo(function Row({
  patient,
  isNewest,
}: {
  patient: Patient;
  isNewest: boolean;
}): ReactElement {
  return (
    <div data-id={patient.id} data-newest={isNewest} style={{ height: kRowHeight, flex: 'none' }}>
      {patient.last_name} {patient.first_name} · {patient.phone} · {patient.email} · {patient.city}
    </div>
  );
});
