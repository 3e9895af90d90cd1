import { IconClockExclamation } from '@tabler/icons-react';
import { useNow } from '../app/clock.tsx';
import { isClinicTime } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './OldListsNotice.module.css';

/** Over every page of a device in another time zone: nine o'clock on its screen is not nine o'clock at the clinic. */
export function OtherClockNotice() {
  const { states } = useMessages();
  if (isClinicTime(useNow().toDate())) return null;
  return (
    <p className={classes.notice} role="status">
      <IconClockExclamation size={16} aria-hidden="true" />
      <span>{states.otherClock}</span>
    </p>
  );
}
