import { ActionIcon, Button, Input, TextInput } from '@mantine/core';
import { IconPlus, IconX } from '../icons/icons.tsx';
import { closureIn } from '../../../closing-days.ts';
import { isDay } from '../clinic/dates.ts';
import { plainText } from '../clinic/form-values.ts';
import { TypedDateInput } from '../forms/TypedDateInput.tsx';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './Management.module.css';
import { useWords } from './words.ts';

/** A closure as the form holds it: days that cannot be read are as they were typed. */
export interface TypedClosure {
  from: string;
  to: string;
  label: string;
}

export interface ClosureFieldsProps {
  value: readonly TypedClosure[];
  onChange(value: TypedClosure[]): void;
  error: React.ReactNode;
}

/** The clinic's own closures: from, to, and what people call them. */
export function ClosureFields({ value, onChange, error }: ClosureFieldsProps) {
  const words = useWords();
  const { practitioners } = useMessages();
  const replace = (at: number, change: Partial<TypedClosure>) =>
    onChange(value.map((one, index) => (index === at ? { ...one, ...change } : one)));
  return (
    <Input.Wrapper label={words.closures} labelElement="div" error={error}>
      {value.map(({ from, to, label }, index) => (
        <div className={classes.closure} key={index} role="group" aria-label={words.closures}>
          <TypedDateInput
            aria-label={practitioners.absenceFrom}
            placeholder={practitioners.absenceFrom}
            value={from}
            error={Boolean(error) && !isDay(from)}
            // One day is the usual case.
            onChange={(day) => replace(index, { from: day, to: to === from ? day : to })}
          />
          <TypedDateInput
            aria-label={practitioners.absenceTo}
            placeholder={practitioners.absenceTo}
            value={to}
            error={Boolean(error) && (!isDay(to) || (isDay(from) && to < from))}
            onChange={(day) => replace(index, { to: day })}
          />
          <TextInput
            className={classes.closureLabel}
            aria-label={words.closureLabel}
            placeholder={words.closureLabel}
            maxLength={60}
            value={label}
            onChange={({ currentTarget }) => replace(index, { label: currentTarget.value })}
          />
          <ActionIcon
            aria-label={words.removeClosure}
            onClick={() => onChange(value.filter((_, other) => other !== index))}
          >
            <IconX size={16} />
          </ActionIcon>
        </div>
      ))}
      <Button
        size="compact-sm"
        variant="subtle"
        leftSection={<IconPlus size={14} />}
        onClick={() => onChange([...value, { from: '', to: '', label: '' }])}
      >
        {words.addClosure}
      </Button>
    </Input.Wrapper>
  );
}

/** What is wrong with the first of them that is not a span of days. */
export function closureProblem(
  closures: readonly TypedClosure[],
  words: { required: string; date: string; endBeforeStart: string },
): string | null {
  for (const { from, to } of closures) {
    if (from === '' || to === '') return words.required;
    if (!isDay(from) || !isDay(to)) return words.date;
    if (to < from) return words.endBeforeStart;
  }
  return null;
}

/** As the API takes them, in order of time. */
export function closuresIn(closures: readonly TypedClosure[]): string[] {
  return closures.map(({ from, to, label }) => plainText(`${from}/${to} ${label}`)).sort();
}

/** As the form holds what the API keeps. */
export const typedClosures = (closures: readonly string[]): TypedClosure[] =>
  closures.map(closureIn);
