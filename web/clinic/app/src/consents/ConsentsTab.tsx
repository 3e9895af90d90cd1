import { Button, EmptyState, UnstyledButton } from '@mantine/core';
import { IconPlus, IconSignature } from '../icons/icons.tsx';
import dayjs from 'dayjs';
import { useMemo } from 'react';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import type { Consent, Patient } from '../clinic/types.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import classes from '../patients/PatientFile.module.css';
import { useConsents } from '../resources/hooks.ts';
import { useIsOfPatient } from '../resources/useIsOfPatient.ts';
import { RowSyncMark } from 'synchrone/streaming';
import badge from './ConsentsTab.module.css';

/** What the patient has agreed to, refused or taken back, newest first. */
export function ConsentsTab({ patient }: { patient: Patient }) {
  const { consents: words } = useMessages();
  const { consents, isLoading, error, getAll, rowKey } = useConsents();
  const { open } = useDialogs();
  const isOfPatient = useIsOfPatient(patient.id);
  const mine = useMemo(
    () =>
      consents
        .filter(isOfPatient)
        .sort((a, b) => ((a.granted_at ?? '9999') < (b.granted_at ?? '9999') ? 1 : -1)),
    [consents, isOfPatient],
  );
  const add = () => open({ kind: 'consent', patientId: patient.id });
  if (error !== null && consents.length === 0)
    return <LoadFailed reason={error} onReload={getAll} />;
  if (isLoading && mine.length === 0) return <LoadingRows rows={4} />;
  if (mine.length === 0) {
    return (
      <EmptyState
        p="lg"
        icon={<IconSignature size={28} />}
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
        {mine.map((consent) => (
          <ConsentEntry key={rowKey(consent)} consent={consent} patientId={patient.id} />
        ))}
      </ul>
    </>
  );
}

function ConsentEntry({ consent, patientId }: { consent: Consent; patientId: string }) {
  const { messages, language } = useLanguage();
  const { syncState } = useConsents();
  const { open } = useDialogs();
  const now = useNow();
  const { consents: words } = messages;
  const expired = Boolean(consent.expires_at && now.isAfter(consent.expires_at));
  const date = (moment: string) => dayjs(moment).format('D MMM YYYY');
  const facts = [
    consent.granted_at && `${words.grantedAt} ${date(consent.granted_at)}`,
    consent.expires_at && `${words.expiresAt} ${date(consent.expires_at)}`,
    consent.withdrawn_at && `${words.withdrawnAt} ${date(consent.withdrawn_at)}`,
  ];
  return (
    <li className={classes.entry}>
      <div className={classes.entryBody}>
        <div className={classes.entryTitle}>
          <UnstyledButton
            className={classes.entryButton}
            onClick={() => open({ kind: 'consent', patientId, record: consent })}
          >
            {words.kinds[consent.kind]}
          </UnstyledButton>
          <RowSyncMark state={syncState(consent.id)} language={language} />
        </div>
        <div className={classes.entryMeta}>{facts.filter(Boolean).join(' · ')}</div>
        {consent.notes && <p className={classes.entryText}>{consent.notes}</p>}
      </div>
      <span className={badge.badge} data-status={expired ? 'expired' : consent.status}>
        {expired ? words.expired : words.statuses[consent.status]}
      </span>
    </li>
  );
}
