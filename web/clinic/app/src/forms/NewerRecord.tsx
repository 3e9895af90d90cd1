import { Alert, Button, Group } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconUserEdit } from '../icons/icons.tsx';
import { useEffect, useRef, useState } from 'react';
import { fieldLabel } from '../attention/field-words.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import formClasses from './FormDialog.module.css';

/** What has become of a record while it was open in a form. */
export interface NewerRecord<Row> {
  /** The record on which the form is based: as it was opened, or as the person has accepted it since. */
  readonly base: Row | undefined;
  /** Fields of the form that have changed since, in the form's names. */
  readonly changed: readonly string[];
  /** True when saving would replace what the person has not seen: they have to choose first. */
  readonly replacesUnseen: boolean;
  /** Puts the newer values into the form. */
  adopt(): void;
  /** The form stays as it is, over the newer values. */
  keep(): void;
}

/**
 * Compares a form's record with the row that the list shows now, which follows what colleagues change.
 * @param valuesOf the form's values for a record
 */
export function useNewerRecord<Row extends object, Values extends Record<string, unknown>>(
  form: UseFormReturnType<Values>,
  opened: Row | undefined,
  live: Row | undefined,
  valuesOf: (record: Row) => Partial<Values>,
): NewerRecord<Row> {
  const [base, setBase] = useState(opened);
  const before: Partial<Values> = base === undefined ? {} : valuesOf(base);
  const now: Partial<Values> = base === undefined || live === undefined ? before : valuesOf(live);
  const changed = Object.keys(now).filter((key) => now[key] !== before[key]);
  const values = form.getValues();
  return {
    base,
    changed,
    replacesUnseen: changed.some((key) => values[key] !== before[key] && values[key] !== now[key]),
    adopt: () => {
      const newer = Object.fromEntries(changed.map((key) => [key, now[key]]));
      form.setValues(newer as Partial<Values>);
      setBase(live);
    },
    keep: () => setBase(live),
  };
}

/** Says at the head of a form what has changed under it, and lets the person choose. */
export function NewerRecordAlert({
  newer,
}: {
  newer: Pick<NewerRecord<object>, 'changed' | 'adopt' | 'keep'>;
}) {
  const messages = useMessages();
  const { newer: words, appointments, consents } = messages;
  const place = useRef<HTMLDivElement>(null);
  const { changed } = newer;
  const isThere = changed.length > 0;
  useEffect(() => {
    if (isThere) place.current?.scrollIntoView({ block: 'nearest' });
  }, [isThere]);
  if (!isThere) return null;
  const own: Readonly<Record<string, string>> = {
    day: appointments.date,
    time: appointments.start,
    duration: appointments.duration,
    expires: consents.expiresAt,
  };
  const names = changed.map((key) => own[key] ?? fieldLabel(key, messages)).filter(Boolean);
  return (
    <Alert
      ref={place}
      className={formClasses.full}
      color="yellow"
      variant="light"
      icon={<IconUserEdit />}
      role="alert"
      title={words.title}
    >
      {words.text(names.join(', '))}
      <Group gap="xs" mt="xs">
        <Button size="xs" onClick={newer.adopt}>
          {words.adopt}
        </Button>
        <Button size="xs" variant="default" onClick={newer.keep}>
          {words.keep}
        </Button>
      </Group>
    </Alert>
  );
}
