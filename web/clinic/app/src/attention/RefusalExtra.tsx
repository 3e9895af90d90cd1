import { Anchor, Button, Group } from '@mantine/core';
import dayjs from 'dayjs';
import { Link } from 'wouter';
import { getMutationQueue, type MutationEntry } from 'synchrone/streaming';
import { patientPath } from '../app/paths.ts';
import { formatMoment, formatTime } from '../clinic/dates.ts';
import { fileName } from '../clinic/people.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePatients } from '../resources/hooks.ts';
import { problemWords } from './field-words.ts';
import {
  existingPatientId,
  fieldProblems,
  slotAlternatives,
  type SlotAlternative,
} from './refusal-details.ts';

/** What the clinic's server adds to a refusal: other free slots, the file that exists already, the wrong fields. */
export function RefusalExtra({ entry }: { entry: MutationEntry }) {
  return (
    <>
      <Alternatives entry={entry} />
      <BookAnyway entry={entry} />
      <ExistingPatient entry={entry} />
      <FieldProblems entry={entry} />
    </>
  );
}

/** Sends the change again with the given fields in place of the refused ones. */
function retryWith(entry: MutationEntry, fields: object): void {
  const data = { ...(typeof entry.data === 'object' ? entry.data : {}), ...fields };
  getMutationQueue()
    .retry(entry.id, { data })
    .catch(() => undefined);
}

function Alternatives({ entry }: { entry: MutationEntry }) {
  const { attention } = useMessages();
  const slots = slotAlternatives(entry);
  if (slots.length === 0) return null;
  const { starts_at: wanted } = (entry.data ?? {}) as Partial<SlotAlternative>;
  // The day that was asked for is in the line above.
  const isDayKnown = ({ starts_at }: SlotAlternative) =>
    wanted !== undefined && dayjs(starts_at).isSame(wanted, 'day');
  return (
    <Group gap={6} mt="xs" role="group" aria-label={attention.alternatives}>
      {slots.map((slot) => (
        <Button
          key={slot.starts_at}
          size="compact-sm"
          variant="default"
          onClick={() => retryWith(entry, slot)}
        >
          {isDayKnown(slot) ? formatTime(slot.starts_at) : formatMoment(slot.starts_at)}
        </Button>
      ))}
    </Group>
  );
}

/** An emergency is seen on a day on which the clinic is closed as well. */
function BookAnyway({ entry }: { entry: MutationEntry }) {
  const { appointments: words } = useMessages();
  if (entry.error?.code !== 'CLINIC_CLOSED') return null;
  return (
    <Button
      mt="xs"
      size="compact-sm"
      variant="default"
      onClick={() => retryWith(entry, { confirm_closed: true })}
    >
      {words.bookAnyway}
    </Button>
  );
}

function ExistingPatient({ entry }: { entry: MutationEntry }) {
  const { patients: words } = useMessages();
  const { getPatientById } = usePatients();
  const id = existingPatientId(entry);
  if (id === null) return null;
  const existing = getPatientById(id);
  return (
    <Group gap="xs" mt="xs">
      <Anchor component={Link} href={patientPath(id)} size="sm">
        {words.openDuplicate}
        {existing && ` : ${fileName(existing)}`}
      </Anchor>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => retryWith(entry, { confirm_duplicate: true })}
      >
        {words.createAnyway}
      </Button>
    </Group>
  );
}

function FieldProblems({ entry }: { entry: MutationEntry }) {
  const messages = useMessages();
  const problems = fieldProblems(entry);
  if (problems.length === 0) return null;
  return (
    <ul style={{ margin: '0.25rem 0 0', paddingInlineStart: '1.125rem' }}>
      {problems.map((problem, index) => (
        <li key={index}>{problemWords(problem, messages)}</li>
      ))}
    </ul>
  );
}
