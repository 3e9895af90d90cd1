import 'dayjs/locale/en-gb';
import 'dayjs/locale/es';
import 'dayjs/locale/fr';
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import dayjs from 'dayjs';
import type { Messages } from './fr.ts';
import {
  initialLanguage,
  loadLanguage,
  messagesOf,
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

/** Gives the language to everything below, and to the document and the date library. The first one has been loaded. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(initialLanguage);
  dayjs.locale(dayjsLocale[language]);

  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);

  const choice = useMemo<LanguageChoice>(
    () => ({
      language,
      messages: messagesOf(language),
      choose: (next) => {
        loadLanguage(next).then(
          () => {
            storeLanguage(next);
            setLanguage(next);
          },
          () => undefined, // no network, and the language is not kept here: the present one stays
        );
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
