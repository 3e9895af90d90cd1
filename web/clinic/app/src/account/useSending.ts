import { useState } from 'react';
import { useLanguage } from '../i18n/LanguageProvider.tsx';
import { ask } from '../management/api.ts';
import type { Refusal } from '../management/refusal.ts';

/**
 * Sends one change at a time, and says in sentences why it was refused.
 * @param shown the fields that have a control, which takes `errorOf` them
 */
export function useSending<const Field extends string>(shown: readonly Field[]) {
  const { language } = useLanguage();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isSending, setIsSending] = useState(false);
  /** @returns null when it was refused */
  const send = async <Data>(path: string, body: object): Promise<Data | null> => {
    setIsSending(true);
    setRefusal(null);
    try {
      return await ask<Data>(language, 'POST', `auth/${path}`, body);
    } catch (error) {
      setRefusal(error as Refusal);
      return null;
    } finally {
      setIsSending(false);
    }
  };
  /** What is wrong with a field of the form, as its control takes it. */
  const errorOf = (field: Field) => ({ error: refusal?.fields[field] });
  return { send, problem: refusal?.beside(shown) ?? null, errorOf, isSending };
}
