import { IconSignature } from '../icons/icons.tsx';
import { useMemo } from 'react';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { formatShortDate } from '../clinic/dates.ts';
import type { Consent, Patient } from '../clinic/types.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { FileEntries, FileEntry } from '../patients/FileEntries.tsx';
import { useConsents } from '../resources/hooks.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
import badge from './ConsentsTab.module.css';

/** What the patient has agreed to, refused or taken back, newest first. */
export function ConsentsTab({ patient }: { patient: Patient }) {
  const { consents: words } = useMessages();
  const { consents, rowKey, ...list } = useConsents();
  const { open } = useDialogs();
  const isOfPatient = useIsOfPatient(patient.id);
  const mine = useMemo(
    () =>
      consents
        .filter(isOfPatient)
        .sort((a, b) => ((a.granted_at ?? '9999') < (b.granted_at ?? '9999') ? 1 : -1)),
    [consents, isOfPatient],
  );
  return (
    <FileEntries
      list={list}
      rows={consents}
      mine={mine}
      words={words}
      icon={<IconSignature size={28} />}
      onAdd={() => open({ kind: 'consent', patientId: patient.id })}
    >
      {(consent) => <ConsentEntry key={rowKey(consent)} consent={consent} patientId={patient.id} />}
    </FileEntries>
  );
}

function ConsentEntry({ consent, patientId }: { consent: Consent; patientId: string }) {
  const { consents: words } = useMessages();
  const { syncState } = useConsents();
  const { open } = useDialogs();
  const now = useNow();
  const expired = Boolean(consent.expires_at && now.isAfter(consent.expires_at));
  const facts = [
    consent.granted_at && `${words.grantedAt} ${formatShortDate(consent.granted_at)}`,
    consent.expires_at && `${words.expiresAt} ${formatShortDate(consent.expires_at)}`,
    consent.withdrawn_at && `${words.withdrawnAt} ${formatShortDate(consent.withdrawn_at)}`,
  ];
  return (
    <FileEntry
      title={words.kinds[consent.kind]}
      onOpen={() => open({ kind: 'consent', patientId, record: consent })}
      syncState={syncState(consent.id)}
      facts={facts}
      text={consent.notes}
      badge={
        <span className={badge.badge} data-status={expired ? 'expired' : consent.status}>
          {expired ? words.expired : words.statuses[consent.status]}
        </span>
      }
    />
  );
}
