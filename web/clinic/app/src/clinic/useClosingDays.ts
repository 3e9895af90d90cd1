import { type ClosingDays, closureOn } from '../../../closing-days.ts';
import { useMessages } from '../i18n/LanguageProvider.tsx';
import { usePerson } from '../session/useSession.ts';

/** When the clinic is closed besides its opening hours. */
export const useClosingDays = (): ClosingDays => usePerson().closing;

/** What people call the reason why the clinic is closed on a day; null: it is not. */
export function useClosureName(): (day: string) => string | null {
  const closing = useClosingDays();
  const { appointments: words } = useMessages();
  return (day) => {
    const closure = closureOn(day, closing);
    if (closure === null) return null;
    if ('holiday' in closure) return words.holidays[closure.holiday];
    return closure.label || words.closure;
  };
}
