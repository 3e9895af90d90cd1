import { isDay, parseTypedDay } from './dates.ts';
import { practitionerName } from './people.ts';
import { isWithinSlips, lettersMissing, lettersOf, slipsAllowed } from './slips.ts';
import type { Patient, Practitioner } from './types.ts';

/** Text as it is compared: lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

/** All that a patient can be found by. */
interface Indexed {
  readonly text: string;
  /** Family names, then first names, each word by itself. */
  readonly last: readonly Name[];
  readonly first: readonly Name[];
}

/** One word of a name. */
interface Name {
  readonly text: string;
  readonly letters: number;
}

/** Computed once per row object: an edit makes a new row, hence a new entry. */
const indexed = new WeakMap<Patient, Indexed>();

function birthTexts(birthDate: string): string {
  const [year, month, day] = birthDate.split('-');
  return `${day}/${month}/${year} ${day}${month}${year} ${birthDate}`;
}

const wordsOf = (text: string): string[] =>
  fold(text)
    .split(/[\s'’-]+/)
    .filter(Boolean);

const namesOf = (text: string): Name[] =>
  wordsOf(text).map((word) => ({ text: word, letters: lettersOf(word) }));

function indexOf(patient: Patient): Indexed {
  const known = indexed.get(patient);
  if (known !== undefined) return known;
  const text = [
    fold(`${patient.last_name} ${patient.first_name} ${patient.email ?? ''} ${patient.city ?? ''}`),
    nationalDigits(patient.phone ?? ''),
    patient.birth_date ? birthTexts(patient.birth_date) : '',
    (patient.insurance_number ?? '').toLowerCase(),
  ].join(' ');
  const entry = { text, last: namesOf(patient.last_name), first: namesOf(patient.first_name) };
  indexed.set(patient, entry);
  return entry;
}

/** Rows that are indexed in one go: a millisecond of a slow machine. */
const atATime = 200;

/**
 * Prepares the search while the page is idle, a little at a time: the first letter finds all rows indexed.
 * @returns stop
 */
export function indexSoon(patients: readonly Patient[]): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const from = (start: number): void => {
    const part = patients.slice(start, start + atATime);
    for (const patient of part) indexOf(patient);
    if (part.length === atATime) timer = setTimeout(from, 0, start + atATime);
  };
  timer = setTimeout(from, 0, 0);
  return () => clearTimeout(timer);
}

/** "06 12 34" is one word of digits: people type phone numbers in groups. */
function words(query: string): string[] {
  const folded = fold(query).trim();
  const day = parseTypedDay(folded);
  if (day !== null && /[/.-]/.test(folded)) return [day];
  if (/^\+?[\d\s.()-]+$/.test(folded)) return [nationalDigits(folded)].filter(Boolean);
  return folded
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => parseShortDay(word) ?? word);
}

/** A date among other words: "martin 5/2/2019". */
function parseShortDay(word: string): string | null {
  const day = /\d[/.-]\d/.test(word) ? parseTypedDay(word) : null;
  return day !== null && isDay(day) ? day : null;
}

/** The digits of a phone number as it is dialled in France: "+33 6 12", "0033612" and "+33 (0)6 12" are "0612". */
function nationalDigits(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const isFrench = phone.trim().startsWith('+') ? /^330?/ : /^00330?/;
  return isFrench.test(digits) ? `0${digits.replace(isFrench, '')}` : digits;
}

/**
 * The patients that hold every word of `query`; all of them for an empty query. Those whose family name begins with one of
 * the words come first, then those of that first name, then the others, and last those whose name is one or two slips of
 * the finger away; within each the order stays.
 */
export function searchPatients(patients: readonly Patient[], query: string): readonly Patient[] {
  const wanted = words(query);
  if (wanted.length === 0) return patients;
  const ranks: Patient[][] = [[], [], [], [], []];
  for (const patient of patients) {
    const rank = rankOf(indexOf(patient), wanted);
    if (rank !== null) ranks[rank]?.push(patient);
  }
  return ranks.flat();
}

function rankOf({ text, last, first }: Indexed, wanted: readonly string[]): number | null {
  let slips = 0;
  for (const word of wanted) {
    if (text.includes(word)) continue;
    const missed = slipsOf(word, last, first);
    if (missed === 0) return null;
    slips = Math.max(slips, missed);
  }
  if (slips > 0) return slips + 2;
  const begins = (names: readonly Name[]) =>
    names.some(({ text: name }) => wanted.some((word) => name.startsWith(word)));
  if (begins(last)) return 0;
  return begins(first) ? 1 : 2;
}

/** How many slips (1 or 2) lie between a word and the beginning of a name; 0: no name is that close. */
function slipsOf(word: string, last: readonly Name[], first: readonly Name[]): number {
  const allowed = slipsAllowed(word);
  const letters = lettersOf(word);
  for (let slips = 1; slips <= allowed; slips += 1)
    for (const names of [last, first])
      for (const name of names)
        if (lettersMissing(letters, name.letters) <= slips && isWithinSlips(word, name.text, slips))
          return slips;
  return 0;
}

/** The practitioners whose name and specialty hold every word of `query`; all of them for an empty query. */
export function searchPractitioners(
  practitioners: readonly Practitioner[],
  query: string,
): readonly Practitioner[] {
  const wanted = wordsOf(query);
  return practitioners.filter((one) => {
    const text = fold(`${practitionerName(one)} ${one.specialty}`);
    return wanted.every((word) => text.includes(word));
  });
}

/** "dupont jean" typed in a search is a family name and a first name; digits are a phone number, a date is a birth. */
export function patientFromSearch(search: string): Partial<Patient> {
  const text = search.trim();
  const day = parseTypedDay(text);
  if (day !== null && /[/.-]/.test(text)) return { birth_date: day };
  if (/^\+?[\d\s.()-]{6,}$/.test(text)) return { phone: text };
  const [last = '', ...first] = text.split(/\s+/);
  const capital = (word: string) => word.charAt(0).toLocaleUpperCase() + word.slice(1);
  const names = { last_name: capital(last), first_name: first.map(capital).join(' ') };
  return Object.fromEntries(Object.entries(names).filter(([, name]) => name !== ''));
}
