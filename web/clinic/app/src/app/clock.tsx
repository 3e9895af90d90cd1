import dayjs from 'dayjs';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';

const minuteMs = 60_000;

const ClockContext = createContext<dayjs.Dayjs | null>(null);

function thisMinute(): dayjs.Dayjs {
  return dayjs().startOf('minute');
}

/** One clock for the page, by the minute: what is upcoming or past changes everywhere at once. */
export function ClockProvider({ children }: { children: ReactNode }) {
  const [now, setNow] = useState(thisMinute);
  useEffect(() => {
    const timer = setInterval(() => {
      setNow((before) => (dayjs().diff(before) >= minuteMs ? thisMinute() : before));
    }, minuteMs / 4);
    return () => clearInterval(timer);
  }, []);
  return <ClockContext value={now}>{children}</ClockContext>;
}

/** The current minute; the same object until the next one. */
export function useNow(): dayjs.Dayjs {
  const now = useContext(ClockContext);
  if (now === null) throw new Error('useNow needs a ClockProvider above it.');
  return now;
}
