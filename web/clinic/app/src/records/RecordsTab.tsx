import { Button, EmptyState, UnstyledButton } from '@mantine/core';
import { IconLock, IconNotes, IconPlus } from '../icons/icons.tsx';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { practitionerName } from '../clinic/people.ts';
import type { MedicalRecord, Patient } from '../clinic/types.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import classes from '../patients/PatientFile.module.css';
import { useMedicalRecords, usePractitioners } from '../resources/hooks.ts';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
import { RowSyncMark } from 'synchrone/streaming';
import { useTracedOpening } from './useTracedOpening.ts';
import { useSignatureLine } from './signature.ts';

/** A document has no date of its own before the server has seen it: it is the newest. */
function momentOf(record: MedicalRecord): string {
  return record.recorded_at ?? record.created_at ?? '9999';
}

/** The documents of a patient's medical file, for those who may open it. */
export function RecordsTab({ patient }: { patient: Patient }) {
  const { session: words } = useMessages();
  if (mayOpenMedicalFiles(usePerson())) return <Records patient={patient} />;
  return (
    <EmptyState
      p="lg"
      icon={<IconLock size={28} />}
      title={words.closedFile}
      description={words.closedFileHint}
    />
  );
}

/** Newest first. */
function Records({ patient }: { patient: Patient }) {
  const { records: words } = useMessages();
  const { medicalRecords, isLoading, error, getAll, rowKey } = useMedicalRecords();
  const { open } = useDialogs();
  const isOfPatient = useIsOfPatient(patient.id);
  useTracedOpening(patient.id);
  const mine = useMemo(
    () => medicalRecords.filter(isOfPatient).sort((a, b) => (momentOf(a) < momentOf(b) ? 1 : -1)),
    [medicalRecords, isOfPatient],
  );
  const add = () => open({ kind: 'record', patientId: patient.id });
  if (error !== null && medicalRecords.length === 0)
    return <LoadFailed reason={error} onReload={getAll} />;
  if (isLoading && mine.length === 0) return <LoadingRows rows={4} />;
  if (mine.length === 0) {
    return (
      <EmptyState
        p="lg"
        icon={<IconNotes size={28} />}
        title={words.emptyTitle}
        description={words.emptyHint}
      >
        <EmptyState.Actions>
          <Button variant="default" onClick={add}>
            {words.new}
          </Button>
        </EmptyState.Actions>
      </EmptyState>
    );
  }
  return (
    <>
      <Button variant="default" mb="sm" leftSection={<IconPlus size={16} />} onClick={add}>
        {words.new}
      </Button>
      <ul className={classes.entries}>
        {mine.map((record) => (
          <RecordEntry key={rowKey(record)} record={record} patientId={patient.id} />
        ))}
      </ul>
    </>
  );
}

function RecordEntry({ record, patientId }: { record: MedicalRecord; patientId: string }) {
  const { messages, language } = useLanguage();
  const { syncState } = useMedicalRecords();
  const { getPractitionerById } = usePractitioners();
  const { open } = useDialogs();
  const signature = useSignatureLine(record);
  const practitioner = record.practitioner_id
    ? getPractitionerById(record.practitioner_id)
    : undefined;
  const facts = [
    messages.records.kinds[record.kind],
    record.recorded_at && dayjs(record.recorded_at).format('D MMM YYYY'),
    signature === null && practitioner && practitionerName(practitioner),
    signature,
    record.status === 'draft' && messages.records.draft,
  ];
  return (
    <li className={classes.entry}>
      <div className={classes.entryBody}>
        <div className={classes.entryTitle}>
          <UnstyledButton
            className={classes.entryButton}
            onClick={() => open({ kind: 'record', patientId, record })}
          >
            {record.title}
          </UnstyledButton>
          {record.status === 'signed' && (
            <IconLock size={14} role="img" aria-label={messages.records.signed} />
          )}
          <RowSyncMark state={syncState(record.id)} language={language} />
        </div>
        <div className={classes.entryMeta}>{facts.filter(Boolean).join(' · ')}</div>
        {(record.diagnosis || record.content) && (
          <p className={classes.entryText}>{record.diagnosis || record.content}</p>
        )}
      </div>
    </li>
  );
}
