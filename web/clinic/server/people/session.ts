/** What a person may do; the table is in `roles.ts`. */
export type Role = 'admin' | 'doctor' | 'nurse' | 'reception';

/** Who asks: fixed for the whole request, and for every row that it touches. */
export interface Session {
  readonly userId: string;
  readonly companyId: string;
  readonly role: Role;
  readonly name: string;
}

/** The company of the seed document's examples. */
export const demoCompanyId = 'clinic-123';

/** Who acts in the demonstration when a request carries no credentials. */
export const demoSession: Session = {
  userId: '00000000-0000-4000-8000-000000000001',
  companyId: demoCompanyId,
  role: 'admin',
  name: 'Camille Laurent',
};
