import { EmptyState } from '@mantine/core';
import { IconLock, IconNotes } from '../icons/icons.tsx';
import { useMemo } from 'react';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { formatShortDate } from '../clinic/dates.ts';
import { practitionerName } from '../clinic/people.ts';
import type { MedicalRecord, Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { FileEntries, FileEntry } from '../patients/FileEntries.tsx';
import { useMedicalRecords, usePractitioners } from '../resources/hooks.ts';
import { mayOpenMedicalFiles } from '../session/person.ts';
import { usePerson } from '../session/useSession.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
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
  const { medicalRecords, rowKey, ...list } = useMedicalRecords();
  const { open } = useDialogs();
  const isOfPatient = useIsOfPatient(patient.id);
  useTracedOpening(patient.id);
  const mine = useMemo(
    () => medicalRecords.filter(isOfPatient).sort((a, b) => (momentOf(a) < momentOf(b) ? 1 : -1)),
    [medicalRecords, isOfPatient],
  );
  return (
    <FileEntries
      list={list}
      rows={medicalRecords}
      mine={mine}
      words={words}
      icon={<IconNotes size={28} />}
      onAdd={() => open({ kind: 'record', patientId: patient.id })}
    >
      {(record) => <RecordEntry key={rowKey(record)} record={record} patientId={patient.id} />}
    </FileEntries>
  );
}

function RecordEntry({ record, patientId }: { record: MedicalRecord; patientId: string }) {
  const { records: words } = useMessages();
  const { syncState } = useMedicalRecords();
  const { getPractitionerById } = usePractitioners();
  const { open } = useDialogs();
  const signature = useSignatureLine(record);
  const practitioner = record.practitioner_id
    ? getPractitionerById(record.practitioner_id)
    : undefined;
  const facts = [
    words.kinds[record.kind],
    record.recorded_at && formatShortDate(record.recorded_at),
    signature === null && practitioner && practitionerName(practitioner),
    signature,
    record.status === 'draft' && words.draft,
  ];
  return (
    <FileEntry
      title={record.title}
      onOpen={() => open({ kind: 'record', patientId, record })}
      syncState={syncState(record.id)}
      facts={facts}
      mark={
        record.status === 'signed' && <IconLock size={14} role="img" aria-label={words.signed} />
      }
      text={record.diagnosis || record.content}
    />
  );
}
