import { personIn, type Person } from './person.ts';
import { deviceTexts } from './stored-texts.ts';

const { read, write } = deviceTexts;

/**
 * Who works on this device, for a start without a network and for the other tabs: a name and a role, and no
 * credentials. Where storage is denied no person is remembered, and every start asks for a sign-in.
 */
const personKey = 'clinic_person';
/** When this person's lists were last read whole. */
const readAtKey = 'clinic_lists_read_at';
/** What the clinic is called, for the sign-in page: it is not a secret. */
const clinicNameKey = 'clinic_name';
/** A sign-out that has not reached the server yet. */
const owedKey = 'clinic_sign_out_owed';

export function rememberedPerson(): Person | null {
  try {
    return personIn(JSON.parse(read(personKey) ?? 'null'));
  } catch {
    return null; // other code wrote it
  }
}

export function remember(person: Person): void {
  const { id, companyId, companyName, closing, name, role, practitionerId } = person;
  const company = {
    company_id: companyId,
    company_name: companyName,
    company_holidays: closing.holidays,
    company_closures: closing.closures,
  };
  const kept = { id, ...company, name, role, practitioner_id: practitionerId };
  write(personKey, JSON.stringify(kept));
  write(clinicNameKey, companyName);
}

/** '' where no person has worked here. */
export const lastClinicName = (): string => read(clinicNameKey) ?? '';

export function forget(): void {
  write(personKey, null);
  write(readAtKey, null);
}

/** When the rows that are kept on this device were read, in milliseconds since 1970; null: not known. */
export function readAtBefore(personId: string): number | null {
  const [id, at] = (read(readAtKey) ?? '').split(' ');
  return id === personId && /^\d+$/.test(at ?? '') ? Number(at) : null;
}

export function rememberReadAt(personId: string, at: number): void {
  write(readAtKey, `${personId} ${Math.round(at)}`);
}

export const isSignOutOwed = (): boolean => read(owedKey) !== null;
export const oweSignOut = (owed: boolean): void => write(owedKey, owed ? '1' : null);

/** Calls back when another tab has signed a person in or out. */
export function onRememberedElsewhere(listener: () => void): void {
  window.addEventListener('storage', ({ key }) => {
    if (key === personKey || key === null) listener();
  });
}
