import { memo } from 'react';
import { Link } from 'wouter';
import { RowSyncMark, type RowSyncState } from 'synchrone/streaming';
import { useNow } from '../app/clock.tsx';
import { patientPath } from '../app/paths.ts';
import { formatAge, formatDay, formatMoment } from '../clinic/dates.ts';
import { fileName, formatPhone } from '../clinic/people.ts';
import type { Patient } from '../clinic/types.ts';
import type { Language } from '../i18n/language.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { PersonAvatar } from './PersonAvatar.tsx';
import classes from './PatientList.module.css';

export interface PatientRowProps {
  patient: Patient;
  /** Start of the next appointment. */
  nextAt: string | undefined;
  syncState: RowSyncState;
  opened: boolean;
  /** Place in the whole list, from 0. */
  index: number;
  /** Distance from the top of the list, and height, in pixels. */
  offset: number;
  height: number;
  language: Language;
}

/** One patient. Its row object stays the same until the patient changes, so that only changed rows render again. */
export const PatientRow = memo(function PatientRow(props: PatientRowProps) {
  const { patient, nextAt, syncState, opened, index, offset, height, language } = props;
  const { patients: messages } = useMessages();
  const now = useNow();
  const age = patient.birth_date ? formatAge(patient.birth_date, now, messages) : null;
  return (
    <div
      className={classes.row}
      role="row"
      aria-rowindex={index + 2}
      data-opened={opened || undefined}
      style={{ blockSize: height, transform: `translateY(${offset}px)` }}
    >
      <div className={classes.nameCell} role="cell">
        <PersonAvatar person={patient} />
        <div className={classes.nameLines}>
          <Link
            href={patientPath(patient.id)}
            className={classes.name}
            aria-current={opened || undefined}
          >
            {fileName(patient)}
          </Link>
          <span className={classes.phoneLine} aria-hidden="true">
            {patient.birth_date && <span>{`${formatDay(patient.birth_date)} · ${age}`}</span>}
            {patient.phone && <span>{formatPhone(patient.phone)}</span>}
          </span>
        </div>
        <RowSyncMark state={syncState} language={language} />
      </div>
      <div className={`${classes.cell} ${classes.digits}`} role="cell">
        {patient.birth_date && (
          <>
            {formatDay(patient.birth_date)} <span className={classes.dim}>{age}</span>
          </>
        )}
      </div>
      <div className={`${classes.cell} ${classes.digits} ${classes.phoneColumn}`} role="cell">
        {patient.phone && formatPhone(patient.phone)}
      </div>
      <div className={`${classes.cell} ${classes.cityColumn}`} role="cell">
        {patient.city}
      </div>
      <div className={`${classes.cell} ${classes.digits} ${classes.nextColumn}`} role="cell">
        {nextAt && formatMoment(nextAt)}
      </div>
    </div>
  );
});
