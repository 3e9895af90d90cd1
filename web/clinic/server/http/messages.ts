import * as en from './messages/en.ts';
import * as es from './messages/es.ts';
import * as fr from './messages/fr.ts';

/** The languages of BEHAVIOUR 9.3. */
export type Language = 'fr' | 'en' | 'es';

/** The first is the default. */
export const languages: readonly Language[] = ['fr', 'en', 'es'];

/** Codes of `error.code`. */
export type MessageCode = keyof typeof fr.errors;

/** Codes of `error.details.fields[].code`. */
export type ProblemCode = keyof typeof fr.problems;

/** Values for the placeholders of a sentence. */
export type MessageValues = Readonly<Record<string, string | number>>;

const errorTexts: Readonly<Record<Language, Readonly<Record<MessageCode, string>>>> = {
  fr: fr.errors,
  en: en.errors,
  es: es.errors,
};

const problemTexts: Readonly<Record<Language, Readonly<Record<ProblemCode, string>>>> = {
  fr: fr.problems,
  en: en.problems,
  es: es.problems,
};

/** True for a code that `fieldMessage` knows: custom checks carry theirs through the schema library. */
export function isProblemCode(value: unknown): value is ProblemCode {
  return typeof value === 'string' && Object.hasOwn(fr.problems, value);
}

/** The sentence for an error code. */
export function errorMessage(
  code: MessageCode,
  language: Language,
  values: MessageValues = {},
): string {
  return fill(errorTexts[language][code], values);
}

/** The sentence for a problem of one field. */
export function fieldMessage(
  code: ProblemCode,
  language: Language,
  values: MessageValues = {},
): string {
  return fill(problemTexts[language][code], values);
}

function fill(text: string, values: MessageValues): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}
