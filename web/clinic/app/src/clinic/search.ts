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
    (patient.phone ?? '').replace(/\D/g, ''),
    patient.birth_date ? birthTexts(patient.birth_date) : '',
    (patient.insurance_number ?? '').toLowerCase(),
  ].join(' ');
  indexed.set(patient, text);
  return text;
}

/** "06 12 34" is one word of digits: people type phone numbers in groups. */
function words(query: string): string[] {
  const folded = fold(query).trim();
  if (/^\+?[\d\s.]+$/.test(folded)) return [folded.replace(/\D/g, '')].filter(Boolean);
  return folded.split(/\s+/).filter(Boolean);
}

/** The patients that hold every word of `query`, in the order given; all of them for an empty query. */
export function searchPatients(patients: readonly Patient[], query: string): readonly Patient[] {
  const wanted = words(query);
  if (wanted.length === 0) return patients;
  return patients.filter((patient) => {
    const text = searchText(patient);
    return wanted.every((word) => text.includes(word));
  });
}
