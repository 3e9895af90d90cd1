import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import { useMessages } from '../i18n/LanguageProvider.tsx';

interface DayPickerProps {
  /** `YYYY-MM-DD`. */
  day: string;
  /** null: the day that was chosen already. */
  onChoose(day: string | null): void;
}

/** A month to choose a day from. */
export function DayPicker({ day, onChoose }: DayPickerProps) {
  const { agenda } = useMessages();
  return (
    <DatePicker
      value={day}
      defaultDate={day}
      highlightToday
      withWeekNumbers
      onChange={onChoose}
      ariaLabels={{ previousMonth: agenda.previousMonth, nextMonth: agenda.nextMonth }}
    />
  );
}
