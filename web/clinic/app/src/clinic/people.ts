import type { Patient, Practitioner } from './types.ts';

/** "DUPONT Jean" as French receptions file it: the family name in capitals comes first. */
export function fileName(person: Pick<Patient, 'first_name' | 'last_name'>): string {
  return `${person.last_name.toLocaleUpperCase()} ${person.first_name}`.trim();
}

/** "Jean Dupont", for sentences. */
export function spokenName(person: Pick<Patient, 'first_name' | 'last_name'>): string {
  return `${person.first_name} ${person.last_name}`.trim();
}

/** "Dr Claire Moreau", with the title when there is one. */
export function practitionerName(practitioner: Practitioner): string {
  return [practitioner.title, practitioner.first_name, practitioner.last_name]
    .filter(Boolean)
    .join(' ');
}

/** "Dr Moreau", where room is short. */
export function shortPractitionerName(practitioner: Practitioner): string {
  return practitioner.title
    ? `${practitioner.title} ${practitioner.last_name}`
    : spokenName(practitioner);
}

/** Up to two capitals for an avatar. */
export function initials(person: Pick<Patient, 'first_name' | 'last_name'>): string {
  return [person.first_name, person.last_name]
    .map((name) => [...name.trim()][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}

/** French numbers in pairs, "06 12 34 56 78"; anything else as it was written. */
export function formatPhone(phone: string): string {
  const digits = phone.replace(/[\s.()-]/g, '');
  const national = /^(?:\+33|0033)([1-9]\d{8})$/.exec(digits)?.[1];
  const local = national === undefined ? digits : `0${national}`;
  return /^0\d{9}$/.test(local) ? (local.match(/\d{2}/g) ?? []).join(' ') : phone;
}
