import { CloseButton } from '@mantine/core';
import { IconClockExclamation } from '../icons/icons.tsx';
import { useEffect, useState } from 'react';
import { useNow } from '../app/clock.tsx';
import { isClinicTime } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import classes from './OldListsNotice.module.css';

/**
 * Over every page of a device in another time zone: nine o'clock on its screen is not nine o'clock at the clinic.
 * Whoever has read it may close it, until the page is loaded again.
 */
export function OtherClockNotice() {
  const { states } = useMessages();
  const now = useNow();
  const [isRead, setRead] = useState(false);
  const [isOther, setOther] = useState(false);
  useEffect(() => {
    // Once the lists are on their way: a browser takes a while to prepare the clock of a time zone.
    const timer = setTimeout(() => setOther(!isClinicTime(now.toDate())));
    return () => clearTimeout(timer);
  }, [now]);
  if (isRead || !isOther) return null;
  return (
    <div className={classes.notice} role="status">
      <IconClockExclamation size={16} aria-hidden="true" />
      <span>{states.otherClock}</span>
      <CloseButton ml="auto" size="sm" aria-label={states.hide} onClick={() => setRead(true)} />
    </div>
  );
}
