import type { Language } from '../../../types/options.js';
import { LANGUAGES } from './catalogue.js';
import { catalogues } from './catalogues.js';

/** Gives the sentence of one of our codes, the code itself for any other. */
export type Sentence = (code: string, values?: Readonly<Record<string, string>>) => string;

/** The first of the user's languages that has a catalogue; French when none has (BEHAVIOUR 9.3). */
export function chooseLanguage(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const primary = tag.toLowerCase().split('-')[0];
    const language = LANGUAGES.find((known) => known === primary);
    if (language) return language;
  }
  return 'fr';
}

/**
 * The sentence of one of our own codes.
 * @param values what stands for `{name}` in it
 * @returns undefined when the code is not ours
 */
export function sentenceOf(
  code: string,
  language: Language,
  values: Readonly<Record<string, string>> = {},
): string | undefined {
  const sentences: Readonly<Record<string, string>> = catalogues[language] ?? catalogues.en;
  if (!Object.hasOwn(sentences, code)) return undefined;
  return sentences[code]?.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');
}
