import { ActionIcon, Button, EmptyState, Tooltip, UnstyledButton } from '@mantine/core';
import { IconCalendar, IconPlus, IconStethoscope } from '../icons/icons.tsx';
import { useMemo, useRef, useState } from 'react';
import { Link } from 'wouter';
import { useNow } from '../app/clock.tsx';
import { useDialogs } from '../dialogs/dialogs.tsx';
import { LoadFailed, LoadingRows } from '../app/ListState.tsx';
import { PageHeader } from '../frame/PageHeader.tsx';
import { agendaPath } from '../app/paths.ts';
import { SearchInput } from '../app/SearchInput.tsx';
import { useShortcuts } from '../keyboard/useShortcuts.ts';
import { occupies } from '../clinic/appointments.ts';
import { isoDay } from '../clinic/dates.ts';
import { formatPhone, practitionerName } from '../clinic/people.ts';
import { searchPractitioners } from '../clinic/search.ts';
import type { Practitioner } from '../clinic/types.ts';
import { useLanguage, useMessages } from '../i18n/LanguageProvider.tsx';
import { PersonAvatar } from '../patients/PersonAvatar.tsx';
import { useAppointments, usePractitioners } from '../resources/hooks.ts';
import { mayChangeStaff } from '../session/person.ts';
import { isUnread } from '../resources/unread.ts';
import { usePerson } from '../session/useSession.ts';
import { RowSyncMark } from 'synchrone/streaming';
import classes from './PractitionersPage.module.css';

/** The people who treat: who they are, how to reach them, and how full their day is. */
export function PractitionersPage() {
  const { practitioners: words } = useMessages();
  const { practitioners, isLoading, error, getAll, rowKey } = usePractitioners();
  const { open } = useDialogs();
  const search = useRef<HTMLInputElement>(null);
  const [query, setQuery] = useState('');
  const today = useAppointmentsToday();
  const shown = useMemo(() => searchPractitioners(practitioners, query), [practitioners, query]);
  const canCreate = mayChangeStaff(usePerson());
  const create = () => open({ kind: 'practitioner' });
  useShortcuts({ ...(canCreate && { n: create }), '/': () => search.current?.focus() });

  return (
    <>
      <PageHeader
        title={words.title}
        aside={
          isUnread({ isLoading, error }, practitioners)
            ? undefined
            : words.count(practitioners.length)
        }
        action={
          canCreate && (
            <Button leftSection={<IconPlus size={16} />} onClick={create} aria-keyshortcuts="n">
              {words.new}
            </Button>
          )
        }
      >
        <SearchInput
          ref={search}
          label={words.searchLabel}
          placeholder={words.search}
          value={query}
          onChange={setQuery}
        />
      </PageHeader>
      {error !== null && practitioners.length === 0 ? (
        <LoadFailed reason={error} onReload={getAll} />
      ) : isLoading ? (
        <LoadingRows rows={8} />
      ) : shown.length === 0 ? (
        <NoPractitioners searching={query !== ''} onCreate={canCreate ? create : undefined} />
      ) : (
        <ul className={classes.list}>
          {shown.map((practitioner) => (
            <PractitionerRow
              key={rowKey(practitioner)}
              practitioner={practitioner}
              today={today && (today.get(practitioner.id) ?? 0)}
            />
          ))}
        </ul>
      )}
    </>
  );
}

function NoPractitioners({
  searching,
  onCreate,
}: {
  searching: boolean;
  onCreate: (() => void) | undefined;
}) {
  const { practitioners: words } = useMessages();
  return (
    <EmptyState
      m="auto"
      p="xl"
      icon={<IconStethoscope size={32} />}
      title={searching ? words.noMatchTitle : words.emptyTitle}
      description={searching ? undefined : words.emptyHint}
    >
      {onCreate && (
        <EmptyState.Actions>
          <Button variant="default" onClick={onCreate}>
            {words.new}
          </Button>
        </EmptyState.Actions>
      )}
    </EmptyState>
  );
}

/** How many appointments each practitioner has today; null: they have not been read. */
function useAppointmentsToday(): ReadonlyMap<string, number> | null {
  const { appointments, isLoading, error } = useAppointments();
  const unread = isUnread({ isLoading, error }, appointments);
  const day = useNow().format(isoDay);
  return useMemo(() => {
    if (unread) return null;
    const counts = new Map<string, number>();
    const [from, to] = [
      new Date(`${day}T00:00`).toISOString(),
      new Date(`${day}T23:59:59`).toISOString(),
    ];
    for (const appointment of appointments) {
      if (appointment.starts_at < from || appointment.starts_at > to || !occupies(appointment))
        continue;
      counts.set(appointment.practitioner_id, (counts.get(appointment.practitioner_id) ?? 0) + 1);
    }
    return counts;
  }, [appointments, unread, day]);
}

function PractitionerRow({
  practitioner,
  today,
}: {
  practitioner: Practitioner;
  today: number | null;
}) {
  const { messages, language } = useLanguage();
  const { syncState } = usePractitioners();
  const { open } = useDialogs();
  const day = useNow().format(isoDay);
  const name = practitionerName(practitioner);
  return (
    <li className={classes.row}>
      <PersonAvatar person={practitioner} color={practitioner.color} />
      <div className={classes.identity}>
        <span className={classes.name}>
          <UnstyledButton
            className={classes.nameButton}
            onClick={() => open({ kind: 'practitioner', record: practitioner })}
          >
            {name}
          </UnstyledButton>
          <RowSyncMark state={syncState(practitioner.id)} language={language} />
        </span>
        <span className={classes.dim}>
          {practitioner.specialty}
          {!practitioner.active && ` · ${messages.practitioners.inactive}`}
        </span>
      </div>
      <span className={classes.contact}>
        {practitioner.phone && formatPhone(practitioner.phone)}
      </span>
      <span className={classes.email}>{practitioner.email}</span>
      <span className={classes.today}>
        {today !== null && `${messages.practitioners.today} : ${messages.agenda.count(today)}`}
      </span>
      <Tooltip label={messages.practitioners.openAgenda}>
        <ActionIcon
          component={Link}
          href={agendaPath(day, practitioner.id)}
          className={classes.agenda}
          aria-label={`${messages.practitioners.openAgenda}, ${name}`}
        >
          <IconCalendar size={18} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </li>
  );
}
