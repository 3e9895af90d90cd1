import { useState } from 'react';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { ask } from '../management/api.ts';
import type { Refusal } from '../management/refusal.ts';

/** Sends one change at a time, and says in a sentence why it was refused. */
export function useSending() {
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
      const { fields, message } = error as Refusal;
      setProblem(Object.values(fields)[0] ?? message);
      return null;
    } finally {
      setIsSending(false);
    }
  };
  return { send, problem, isSending };
}
