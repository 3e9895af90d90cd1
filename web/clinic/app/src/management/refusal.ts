import type { Language } from '../i18n/language.ts';

/** The API has said no, or nothing. */
export class Refusal extends Error {
  /**
   * @param message a sentence for people
   * @param fields what is wrong, by the name of the field; empty: the sentence is of none
   */
  constructor(
    message: string,
    readonly code: string,
    readonly fields: Readonly<Record<string, string>>,
  ) {
    super(message);
  }

  /**
   * What has to be said beside the controls of a form; null: they say it all.
   * @param shown the fields that have a control
   */
  beside(shown: readonly string[]): string | null {
    const named = Object.keys(this.fields);
    const others = named.filter((field) => !shown.includes(field));
    if (named.length > 0 && others.length === 0) return null;
    const sentences = [this.message, ...others.map((field) => this.fields[field])];
    return [...new Set(sentences)].join(' ');
  }
}

/** The error in an answer that refuses. */
export interface Problem {
  readonly code?: string;
  readonly message?: string;
  readonly details?: {
    /** The field whose value breaks a rule: the sentence says why. */
    readonly field?: string;
    readonly fields?: ReadonlyArray<{ readonly field: string; readonly message: string }>;
  };
}

const noAnswer: Readonly<Record<Language, string>> = {
  fr: 'Le serveur ne répond pas. Réessayez dans un instant.',
  en: 'The server does not answer. Try again in a moment.',
  es: 'El servidor no responde. Vuelva a intentarlo en un momento.',
};

/** @param problem undefined: no answer of the API has come */
export function refusalOf(language: Language, problem: Problem | undefined): Refusal {
  const { code = '', message = noAnswer[language], details } = problem ?? {};
  const { field, fields: named = field === undefined ? [] : [{ field, message }] } = details ?? {};
  const fields = named.map((one) => [one.field, one.message] as const);
  return new Refusal(message, code, Object.fromEntries(fields));
}
