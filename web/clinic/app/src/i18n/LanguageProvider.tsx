import 'dayjs/locale/en-gb';
import 'dayjs/locale/es';
import 'dayjs/locale/fr';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import dayjs from 'dayjs';
import type { Messages } from './fr.ts';
import {
  languages,
  preferredLanguage,
  readStoredLanguage,
  storeLanguage,
  type Language,
} from './language.ts';

/** The chosen language, its sentences, and the way to choose another. */
export interface LanguageChoice {
  language: Language;
  messages: Messages;
  choose(language: Language): void;
}

const dayjsLocale: Readonly<Record<Language, string>> = { fr: 'fr', en: 'en-gb', es: 'es' };

const LanguageContext = createContext<LanguageChoice | null>(null);

/** Gives the language to everything below, and to the document and the date library. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() =>
    preferredLanguage(readStoredLanguage(), navigator.languages),
  );
  dayjs.locale(dayjsLocale[language]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      messages: languages[language],
      choose: (next) => {
        storeLanguage(next);
        setLanguage(next);
      },
    }),
    [language],
  );
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

/** The chosen language and how to change it. */
export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('useLanguage needs a LanguageProvider above it.');
  return choice;
}

/** The sentences of the chosen language. */
export function useMessages(): Messages {
  return useLanguage().messages;
}
