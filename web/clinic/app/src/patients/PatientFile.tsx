import { ActionIcon, Anchor, Button, EmptyState, Menu, Tabs, Tooltip } from '@mantine/core';
import {
  IconAlertTriangle,
  IconCalendarPlus,
  IconDots,
  IconPencil,
  IconTrash,
  IconUserOff,
  IconX,
} from '../icons/icons.tsx';
import { RowSyncMark, useAttention } from 'synchrone/streaming';
import { Link, useLocation } from 'wouter';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { undoable } from '../undo/undo.ts';
import { paths } from '../app/paths.ts';
import { formatAge, formatDay } from '../clinic/dates.ts';
import { fileName, formatPhone, spokenName } from '../clinic/people.ts';
import type { Patient } from '../clinic/types.ts';
import { ConsentsTab } from '../consents/ConsentsTab.tsx';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import { RecordsTab } from '../records/RecordsTab.tsx';
import { usePatientMutations, usePatients } from '../resources/hooks.ts';
import { AppointmentsTab } from './AppointmentsTab.tsx';
import { DetailsTab } from './DetailsTab.tsx';
import { mailLink } from './mail-link.ts';
import classes from './PatientFile.module.css';
import { PersonAvatar } from './PersonAvatar.tsx';
import { useAttached } from './useAttached.ts';

/** The file beside the list; undefined when the address names a patient who is not there. */
export function PatientFile({ id, patient }: { id: string; patient: Patient | undefined }) {
  const { patients: messages } = useMessages();
  const { rowKey } = usePatients();
  return (
    <aside className={classes.file} aria-label={messages.file}>
      {patient === undefined ? (
        <MissingFile id={id} />
      ) : (
        <OpenFile key={rowKey(patient)} patient={patient} />
      )}
    </aside>
  );
}

/** Deleted, or never made: a refused creation waits for a decision, and the file says so. */
function MissingFile({ id }: { id: string }) {
  const { patients: messages } = useMessages();
  const { items } = useAttention();
  const refused = items.some(
    ({ mutation }) => mutation.operation === 'create' && mutation.entity === id,
  );
  const [title, hint] = refused
    ? [messages.refusedTitle, messages.refusedHint]
    : [messages.goneTitle, messages.goneHint];
  return (
    <EmptyState m="auto" p="xl" icon={<IconUserOff size={32} />} title={title} description={hint}>
      <EmptyState.Actions>
        {refused && (
          <Button component={Link} href={paths.attention}>
            {messages.refusedDecide}
          </Button>
        )}
        <Button variant="default" component={Link} href={paths.patients}>
          {messages.closeFile}
        </Button>
      </EmptyState.Actions>
    </EmptyState>
  );
}

function OpenFile({ patient }: { patient: Patient }) {
  const { patients: messages } = useMessages();
  return (
    <>
      <FileHead patient={patient} />
      {patient.allergies && (
        <p className={classes.allergies}>
          <IconAlertTriangle size={16} aria-hidden="true" />
          <strong>{messages.allergies}</strong>
          <span>{patient.allergies}</span>
        </p>
      )}
      <Tabs defaultValue="appointments" className={classes.tabs} keepMounted={false}>
        <Tabs.List className={classes.tabList}>
          <Tabs.Tab className={classes.tab} value="appointments">
            {messages.tabs.appointments}
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab} value="records">
            {messages.tabs.records}
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab} value="consents">
            {messages.tabs.consents}
          </Tabs.Tab>
          <Tabs.Tab className={classes.tab} value="details">
            {messages.tabs.details}
          </Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="appointments" className={classes.panel}>
          <AppointmentsTab patient={patient} />
        </Tabs.Panel>
        <Tabs.Panel value="records" className={classes.panel}>
          <RecordsTab patient={patient} />
        </Tabs.Panel>
        <Tabs.Panel value="consents" className={classes.panel}>
          <ConsentsTab patient={patient} />
        </Tabs.Panel>
        <Tabs.Panel value="details" className={classes.panel}>
          <DetailsTab patient={patient} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

function FileHead({ patient }: { patient: Patient }) {
  const { language, messages } = useLanguage();
  const { syncState } = usePatients();
  const { open } = useDialogs();
  const now = useNow();
  const birth = patient.birth_date;
  const facts = [
    birth && formatAge(birth, now, messages.patients),
    birth && formatDay(birth),
    patient.sex && messages.patients.sexes[patient.sex],
  ].filter(Boolean);
  return (
    <header className={classes.head}>
      <div className={classes.identity}>
        <PersonAvatar person={patient} large />
        <div className={classes.identityLines}>
          <h2 className={classes.name}>
            {fileName(patient)} <RowSyncMark state={syncState(patient.id)} language={language} />
          </h2>
          <p className={classes.facts}>{facts.join(' · ')}</p>
          <Contacts patient={patient} />
        </div>
        <FileMenu patient={patient} />
        <Tooltip label={messages.patients.closeFile}>
          <ActionIcon
            component={Link}
            href={paths.patients}
            aria-label={messages.patients.closeFile}
          >
            <IconX size={18} />
          </ActionIcon>
        </Tooltip>
      </div>
      <div className={classes.actions}>
        <Button
          leftSection={<IconCalendarPlus size={16} />}
          onClick={() => open({ kind: 'appointment', draft: { patient_id: patient.id } })}
        >
          {messages.appointments.new}
        </Button>
        <Button
          variant="default"
          leftSection={<IconPencil size={16} />}
          onClick={() => open({ kind: 'patient', record: patient })}
          aria-keyshortcuts="e"
        >
          {messages.actions.edit}
        </Button>
      </div>
    </header>
  );
}

/** To call and to write without looking for them. */
function Contacts({ patient: { phone, email } }: { patient: Patient }) {
  if (!phone && !email) return null;
  return (
    <p className={classes.contacts}>
      {phone && (
        <Anchor size="sm" href={`tel:${phone}`}>
          {formatPhone(phone)}
        </Anchor>
      )}
      {email && (
        <Anchor size="sm" href={mailLink(email)}>
          {email}
        </Anchor>
      )}
    </p>
  );
}

function FileMenu({ patient }: { patient: Patient }) {
  const { actions, patients: messages, undo } = useMessages();
  const { open } = useDialogs();
  const { delete: remove } = usePatientMutations();
  const [, navigate] = useLocation();
  const attachedNow = useAttached(patient);
  const askToDelete = () =>
    open({
      kind: 'confirm',
      title: messages.deleteTitle,
      text: [messages.deleteText(spokenName(patient)), ...attachedNow()].join('\n'),
      action: actions.delete,
      onConfirm: () => {
        undoable(undo.deleted(spokenName(patient)), (options) =>
          remove(patient.id, { previousState: patient, ...options }),
        );
        navigate(paths.patients);
      },
    });
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <ActionIcon aria-label={actions.more}>
          <IconDots size={18} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item color="red" leftSection={<IconTrash size={16} />} onClick={askToDelete}>
          {actions.delete}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
