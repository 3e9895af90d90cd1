import '@mantine/dates/styles.css';
import { DateInput, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '../icons/icons.tsx';
import { formatCalendarDay, isDay, parseTypedDay } from '../clinic/dates.ts';
import classes from './TypedDateInput.module.css';

export interface TypedDateInputProps extends Omit<
  DateInputProps,
  'value' | 'onChange' | 'dateParser' | 'valueFormat'
> {
  /** `YYYY-MM-DD`, `''`, or what was typed when it is not a day: the form's check says so. */
  value?: string;
  onChange?: (day: string) => void;
}

/** A day, typed in any usual way ("02/01/1980", "02011980") or picked. What is not a day stays, as typed. */
export function TypedDateInput({ value = '', onChange, ...others }: TypedDateInputProps) {
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      dateParser={parseTypedDay}
      getDayAriaLabel={formatCalendarDay}
      value={isDay(value) ? value : null}
      onChange={(day) => onChange?.(day ?? '')}
      onInput={({ currentTarget }) => {
        const text = currentTarget.value.trim();
        onChange?.(parseTypedDay(text) ?? text);
      }}
      fixOnBlur={value === '' || isDay(value)}
      classNames={{ wrapper: classes.field, input: classes.input, section: classes.picture }}
      rightSection={<IconCalendar size={16} aria-hidden="true" />}
      rightSectionPointerEvents="none"
      popoverProps={{
        withinPortal: true,
        disabled: value !== '' && !isDay(value),
        // Below the sentence that says what is wrong.
        ...(others.error ? { offset: 32 } : {}),
      }}
      autoComplete="off"
      {...others}
    />
  );
}
