import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '../icons/icons.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './PatientList.module.css';
import type { SortColumn, Sorting } from './sorting.ts';

export interface PatientListHeadProps {
  sorting: Sorting;
  onSort(sorting: Sorting): void;
}

/** The names of the columns; those that can order the list are buttons. */
export function PatientListHead({ sorting, onSort }: PatientListHeadProps) {
  const { patients } = useMessages();
  return (
    <div className={classes.head} role="rowgroup">
      <div className={classes.headRow} role="row" aria-rowindex={1}>
        <SortableColumn column="name" label={patients.name} sorting={sorting} onSort={onSort} />
        <SortableColumn column="birth" label={patients.birth} sorting={sorting} onSort={onSort} />
        <div className={classes.phoneColumn} role="columnheader">
          {patients.contact}
        </div>
        <div className={classes.cityColumn} role="columnheader">
          {patients.city}
        </div>
        <SortableColumn
          column="next"
          label={patients.nextAppointment}
          sorting={sorting}
          onSort={onSort}
          className={classes.nextColumn}
        />
      </div>
    </div>
  );
}

interface SortableColumnProps extends PatientListHeadProps {
  column: SortColumn;
  label: string;
  className?: string | undefined;
}

function SortableColumn({ column, label, sorting, onSort, className }: SortableColumnProps) {
  const active = sorting.column === column;
  const direction = sorting.descending ? 'descending' : 'ascending';
  const Arrow = sorting.descending ? IconArrowDown : IconArrowUp;
  return (
    <div className={className} role="columnheader" aria-sort={active ? direction : 'none'}>
      <UnstyledButton
        className={classes.sort}
        onClick={() => onSort({ column, descending: active && !sorting.descending })}
      >
        {label}
        {active && <Arrow size={13} aria-hidden="true" />}
      </UnstyledButton>
    </div>
  );
}
