/** The nouns in an endpoint in PascalCase, the most telling form first. */
export interface ResourceNouns {
  /** Forms of one record: `/api/v1/medical-records` gives MedicalRecord, Record. */
  readonly singular: readonly string[];
  /** Forms of the collection: MedicalRecords, Records. */
  readonly plural: readonly string[];
}

/** Plurals that no rule gives back. */
const IRREGULAR: Readonly<Record<string, string>> = {
  people: 'person',
  children: 'child',
  men: 'man',
  women: 'woman',
  teeth: 'tooth',
  feet: 'foot',
  criteria: 'criterion',
  indices: 'index',
};

/**
 * The nouns that method names of a context are made of.
 * @param endpoint path or URL of a collection; a query is ignored.
 * @returns empty lists for an endpoint without a path.
 */
export function resourceNouns(endpoint: string): ResourceNouns {
  const words = wordsOf(lastSegment(endpoint));
  const last = words.at(-1);
  if (last === undefined) return { singular: [], plural: [] };
  const lead = words.slice(0, -1).map(capitalize).join('');
  const singulars = singularsOf(last).map(capitalize);
  return {
    singular: unique([...singulars.map((word) => lead + word), ...singulars]),
    plural: unique([lead + capitalize(last), capitalize(last)]),
  };
}

/** `medical-record` → `medicalRecord`; a name in camelCase stays. */
export function camelCase(name: string): string {
  const [first = '', ...rest] = wordsOf(name);
  return first + rest.map(capitalize).join('');
}

/** First letter in upper case, the rest as it is. */
export function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

/** First letter in lower case, the rest as it is. */
export function uncapitalize(word: string): string {
  return word.charAt(0).toLowerCase() + word.slice(1);
}

function lastSegment(endpoint: string): string {
  return (
    endpoint
      .replace(/[?#].*$/, '')
      .split('/')
      .filter((part) => part !== '')
      .at(-1) ?? ''
  );
}

function wordsOf(name: string): string[] {
  const spaced = name.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, '$1 $2');
  return spaced
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
    .map(uncapitalize);
}

/** What the word may be the plural of; last the word itself, for those that have no plural. */
function singularsOf(word: string): string[] {
  const irregular = IRREGULAR[word];
  return unique([...(irregular === undefined ? singularsByRule(word) : [irregular]), word]);
}

function singularsByRule(word: string): string[] {
  if (/[^aeiou]ies$/.test(word)) return [`${word.slice(0, -3)}y`];
  if (/(ss|sh|ch|x|z)es$/.test(word)) return [word.slice(0, -2)];
  // nurses, statuses, diagnoses: the context's own names decide which one it is.
  if (word.endsWith('ses'))
    return [word.slice(0, -1), word.slice(0, -2), `${word.slice(0, -3)}sis`];
  if (word.endsWith('aux')) return [`${word.slice(0, -3)}al`];
  if (/[^s]s$/.test(word)) return [word.slice(0, -1)];
  return [];
}

function unique(words: readonly string[]): string[] {
  return [...new Set(words)];
}
