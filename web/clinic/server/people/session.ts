/** What people are; what each may do is in `roles.ts`. */
export const roles = ['admin', 'doctor', 'nurse', 'reception'] as const;

/** One of `roles`. */
export type Role = (typeof roles)[number];

/** Who asks: fixed for the whole request, and for every row that it touches. */
export interface Session {
  readonly userId: string;
  readonly companyId: string;
  readonly role: Role;
  readonly name: string;
  /** The practitioner that this person is, who signs documents; null for those who treat no patients. */
  readonly practitionerId: string | null;
  /** The sign-in that the credentials belong to; absent for the demonstration's user. */
  readonly signInId?: string;
  /** The policy demands a second factor that the person has not got yet: nothing but that is open. */
  readonly secondFactorDue?: boolean;
  /** When the credentials end, in milliseconds since 1970; absent for the demonstration's user. */
  readonly expiresAt?: number;
}

/** The company of the seed document's examples. */
export const demoCompanyId = 'clinic-123';

/** Who acts in the demonstration when a request carries no credentials. */
export const demoSession: Session = {
  userId: '00000000-0000-4000-8000-000000000001',
  companyId: demoCompanyId,
  role: 'admin',
  name: 'Camille Laurent',
  practitionerId: null,
};
