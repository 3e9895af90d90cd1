import '@mantine/dates/styles.css';
import { DatePicker } from '@mantine/dates';
import { formatCalendarDay } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { PopupPanel } from '../popups/PopupPanel.tsx';
import type { Popup } from '../popups/usePopup.ts';
import type { AgendaState } from './useAgendaState.ts';

/** A month to choose the agenda's day from. */
export function DayPanel({ popup, state }: { popup: Popup; state: AgendaState }) {
  const { agenda } = useMessages();
  // null: the day that was chosen already.
  const choose = (day: string | null): void => {
    if (day !== null) state.setDay(day);
    popup.close();
  };
  return (
    <PopupPanel popup={popup} label={agenda.chooseDate}>
      <DatePicker
        value={state.day}
        defaultDate={state.day}
        getDayAriaLabel={formatCalendarDay}
        highlightToday
        withWeekNumbers
        onChange={choose}
        ariaLabels={{ previousMonth: agenda.previousMonth, nextMonth: agenda.nextMonth }}
      />
    </PopupPanel>
  );
}
