import type { IrregularPlurals } from './sync_context_types.js';

const IRREGULAR: IrregularPlurals = {
  person: 'people',
  child: 'children',
  analysis: 'analyses',
  diagnosis: 'diagnoses',
};

const isIrregular = (name: string): name is keyof IrregularPlurals =>
  Object.hasOwn(IRREGULAR, name);

/** The plural of a name in camelCase. The type `Plural` says the same; a type test holds them equal. */
export function pluralOf(name: string): string {
  if (isIrregular(name)) return IRREGULAR[name];
  if (/[^aeou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  if (/(s|x|z|ch|sh)$/.test(name)) return `${name}es`;
  return `${name}s`;
}
