import { ActionIcon, Button, Input } from '@mantine/core';
import { IconPlus, IconX } from '../icons/icons.tsx';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import formClasses from '../forms/FormDialog.module.css';
import { isDay } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './AbsenceFields.module.css';

export interface AbsenceFieldsProps {
  /** `first/last`, comma between them; a day that cannot be read is as it was typed. */
  value?: string;
  onChange(value: string): void;
  error?: React.ReactNode;
}

const spansOf = (value: string): string[] => (value === '' ? [] : value.split(','));

/** The days without patients, from the first to the last. */
export function AbsenceFields({ value = '', onChange, error }: AbsenceFieldsProps) {
  const { practitioners: words } = useMessages();
  const spans = spansOf(value);
  const replace = (at: number, span: string | null) =>
    onChange(spans.flatMap((old, index) => (index === at ? (span ?? []) : old)).join(','));
  return (
    <Input.Wrapper
      className={formClasses.full}
      label={words.absences}
      labelElement="div"
      error={error}
    >
      {spans.map((span, index) => {
        const [from = '', to = ''] = span.split('/');
        return (
          <div className={classes.span} key={index} role="group" aria-label={words.absences}>
            <TypedDateInput
              aria-label={words.absenceFrom}
              placeholder={words.absenceFrom}
              value={from}
              error={Boolean(error) && !isDay(from)}
              // One day is the usual case.
              onChange={(day) => replace(index, `${day}/${to === '' || to === from ? day : to}`)}
            />
            <TypedDateInput
              aria-label={words.absenceTo}
              placeholder={words.absenceTo}
              value={to}
              error={Boolean(error) && (!isDay(to) || (isDay(from) && to < from))}
              onChange={(day) => replace(index, `${from}/${day}`)}
            />
            <ActionIcon aria-label={words.removeAbsence} onClick={() => replace(index, null)}>
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...spans, '/'].join(','))}
      >
        {words.addAbsence}
      </Button>
    </Input.Wrapper>
  );
}

/** What is wrong with the first of them that is not a span of days. */
export function absenceProblem(
  value: string,
  words: { required: string; date: string; endBeforeStart: string },
): string | null {
  for (const span of spansOf(value)) {
    const [from = '', to = ''] = span.split('/');
    if (from === '' || to === '') return words.required;
    if (!isDay(from) || !isDay(to)) return words.date;
    if (to < from) return words.endBeforeStart;
  }
  return null;
}

/** As the API takes them. */
export function absencesIn(value: string): readonly string[] {
  return spansOf(value);
}
