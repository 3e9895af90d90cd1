/** The forms that a language needs for a count; `other` stands in for any that is not given. */
export interface PluralForms {
  /** For one. */
  one: string;
  /** For every count that has no form of its own. */
  other: string;
}

/** A function that picks the form for `n` by the rules of `locale` (French counts 0 as singular). */
export function pluralizer(locale: string): (n: number, forms: PluralForms) => string {
  const rules = new Intl.PluralRules(locale);
  return (n, forms) => (rules.select(n) === 'one' ? forms.one : forms.other);
}
