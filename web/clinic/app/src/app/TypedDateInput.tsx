import { DateInput, type DateInputProps } from '@mantine/dates';
import { IconCalendar } from '@tabler/icons-react';
import { parseTypedDay } from '../clinic/dates.ts';

export interface TypedDateInputProps extends Omit<
  DateInputProps,
  'value' | 'onChange' | 'dateParser' | 'valueFormat'
> {
  /** `YYYY-MM-DD`, or `''`. */
  value?: string;
  onChange?: (day: string) => void;
}

/** A day, typed in any usual way ("02/01/1980", "02011980") or picked. */
export function TypedDateInput({ value, onChange, ...others }: TypedDateInputProps) {
  return (
    <DateInput
      valueFormat="DD/MM/YYYY"
      dateParser={parseTypedDay}
      value={value || null}
      onChange={(day) => onChange?.(day ?? '')}
      rightSection={<IconCalendar size={16} aria-hidden="true" />}
      rightSectionPointerEvents="none"
      popoverProps={{ withinPortal: true }}
      autoComplete="off"
      {...others}
    />
  );
}
