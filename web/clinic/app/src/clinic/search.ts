import { parseTypedDay } from './dates.ts';
import type { Patient } from './types.ts';

/** Text as it is compared: lower case, without accents. */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase();
}

const indexed = new WeakMap<Patient, string>();

function birthTexts(birthDate: string): string {
  const [year, month, day] = birthDate.split('-');
  return `${day}/${month}/${year} ${day}${month}${year} ${birthDate}`;
}

/** All that a patient can be found by. Computed once per row object: an edit makes a new row, hence a new text. */
function searchText(patient: Patient): string {
  const known = indexed.get(patient);
  if (known !== undefined) return known;
  const text = [
    fold(`${patient.last_name} ${patient.first_name} ${patient.email ?? ''} ${patient.city ?? ''}`),
    nationalDigits(patient.phone ?? ''),
    patient.birth_date ? birthTexts(patient.birth_date) : '',
    (patient.insurance_number ?? '').toLowerCase(),
  ].join(' ');
  indexed.set(patient, text);
  return text;
}

/** "06 12 34" is one word of digits: people type phone numbers in groups. */
function words(query: string): string[] {
  const folded = fold(query).trim();
  const day = parseTypedDay(folded);
  if (day !== null && /[/.-]/.test(folded)) return [day];
  if (/^\+?[\d\s.()-]+$/.test(folded)) return [nationalDigits(folded)].filter(Boolean);
  return folded.split(/\s+/).filter(Boolean);
}

/** The digits of a phone number as it is dialled in France: "+33 6 12" and "0033612" are "0612". */
function nationalDigits(phone: string): string {
  const digits = phone.replace(/\D/g, '');
  const isFrench = phone.trim().startsWith('+') ? /^33/ : /^0033/;
  return isFrench.test(digits) ? `0${digits.replace(isFrench, '')}` : digits;
}

/**
 * The patients that hold every word of `query`; all of them for an empty query. Those whose family name begins with the
 * first word come first, then those of that first name, then the others; within each the order stays.
 */
export function searchPatients(patients: readonly Patient[], query: string): readonly Patient[] {
  const wanted = words(query);
  if (wanted.length === 0) return patients;
  const found = patients.filter((patient) => {
    const text = searchText(patient);
    return wanted.every((word) => text.includes(word));
  });
  const rank = ({ last_name: last, first_name: first }: Patient): number => {
    if (wanted.some((word) => fold(last).startsWith(word))) return 0;
    return wanted.some((word) => fold(first).startsWith(word)) ? 1 : 2;
  };
  const ranks = new Map(found.map((patient) => [patient, rank(patient)]));
  return found.sort((a, b) => (ranks.get(a) ?? 2) - (ranks.get(b) ?? 2));
}
