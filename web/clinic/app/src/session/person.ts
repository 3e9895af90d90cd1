import { type ClosingDays, holidayCalendars } from '../../../closing-days.ts';

/** What a person may do depends on it; the server decides (web/clinic/server/people/roles.ts). */
export const roles = ['admin', 'doctor', 'nurse', 'reception'] as const;
export type Role = (typeof roles)[number];

/** Who is signed in. */
export interface Person {
  readonly id: string;
  readonly companyId: string;
  /** '' where it is not known. */
  readonly companyName: string;
  /** When the clinic is closed, as this device knows it. */
  readonly closing: ClosingDays;
  readonly name: string;
  readonly role: Role;
  /** The practitioner that this person is, who signs documents; null for those who treat no patients. */
  readonly practitionerId: string | null;
}

/** The same, from what the API answers or this device has kept; null when there is none. */
export function personIn(value: unknown): Person | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { id, company_id: companyId, name, role, practitioner_id: practitioner } = fields;
  const { company_name: company } = fields;
  const known = roles.find((candidate) => candidate === role);
  if (typeof id !== 'string' || typeof companyId !== 'string' || typeof name !== 'string' || !known)
    return null;
  const practitionerId = typeof practitioner === 'string' ? practitioner : null;
  const companyName = typeof company === 'string' ? company : '';
  const closing = closingIn(fields['company_holidays'], fields['company_closures']);
  return { id, companyId, companyName, closing, name, role: known, practitionerId };
}

function closingIn(holidays: unknown, closures: unknown): ClosingDays {
  return {
    holidays: holidayCalendars.find((known) => known === holidays) ?? 'none',
    closures: Array.isArray(closures)
      ? closures.filter((one): one is string => typeof one === 'string')
      : [],
  };
}

/** The medical file is closed to the reception. */
export const mayOpenMedicalFiles = ({ role }: Person): boolean => role !== 'reception';

/** Accounts and the access log are the management's. */
export const mayManage = ({ role }: Person): boolean => role === 'admin';

/** Only the administration changes the staff. */
export const mayChangeStaff = ({ role }: Person): boolean => role === 'admin';
