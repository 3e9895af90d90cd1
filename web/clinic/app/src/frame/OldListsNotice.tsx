import { IconClockExclamation } from '../icons/icons.tsx';
import dayjs from 'dayjs';
import { formatLongMoment, formatTime } from '../clinic/dates.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { useFreshness } from '../resources/freshness.ts';
import classes from './OldListsNotice.module.css';
import { useNow } from '../app/clock.tsx';

/** Over every page, while what it shows may be older than what the server knows. */
export function OldListsNotice() {
  const { states } = useMessages();
  const { isOld, at } = useFreshness();
  const now = useNow();
  if (!isOld) return null;
  const moment = at === null ? null : new Date(at).toISOString();
  return (
    <p className={classes.notice} role="status">
      <IconClockExclamation size={16} aria-hidden="true" />
      <span>
        {moment === null
          ? states.listsOfUnknownAge
          : states.listsOf(
              dayjs(moment).isSame(now, 'day') ? formatTime(moment) : formatLongMoment(moment),
            )}
      </span>
    </p>
  );
}
