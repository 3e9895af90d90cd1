import { useState } from 'react';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { ask, Refusal } from '../management/api.ts';
import { useAccountWords } from './words.ts';

/** Sends one change at a time, and says in a sentence why it was refused. */
export function useSending() {
  const words = useAccountWords();
  const { language } = useLanguage();
  const [problem, setProblem] = useState<string | null>(null);
  const [isSending, setIsSending] = useState(false);
  /** @returns null when it was refused */
  const send = async <Data>(path: string, body: object): Promise<Data | null> => {
    setIsSending(true);
    setProblem(null);
    try {
      return await ask<Data>(language, 'POST', `auth/${path}`, body);
    } catch (error) {
      const refusal = error instanceof Refusal ? error : new Refusal('', '', {});
      const [field] = Object.values(refusal.fields);
      setProblem(field ?? (refusal.message === '' ? words.failed : refusal.message));
      return null;
    } finally {
      setIsSending(false);
    }
  };
  return { send, problem, isSending };
}
