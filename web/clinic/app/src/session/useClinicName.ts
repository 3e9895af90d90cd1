import { useMessages } from '../i18n/LanguageProvider.tsx';
import { lastClinicName } from './remembered.ts';
import { useSession } from './useSession.ts';

/** The clinic of the person who works here, of the last one who did, or a word for any. */
export function useClinicName(): string {
  const { clinic } = useMessages();
  const state = useSession();
  const person = state.status === 'signed-out' ? null : state.person;
  return person?.companyName || lastClinicName() || clinic;
}
