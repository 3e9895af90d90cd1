import { hashPassword } from '../../../web/clinic/server/people/passwords.ts';
import type { Role } from '../../../web/clinic/server/people/session.ts';
import type { TestAnswer, TestClinic } from './clinic.ts';

/** The password of everybody in the tests. */
export const password = 'correct horse battery staple';
const digest = hashPassword(password);

/** A person who is signed in: sends requests with their access token. */
export interface SignedInPerson {
  readonly userId: string;
  readonly token: string;
  /** The refresh cookie, as `name=value`. */
  readonly cookie: string;
  send(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<TestAnswer>;
}

/** Makes a company and one person of the given role, and signs them in. */
export async function personOf(
  clinic: Pick<TestClinic, 'db' | 'send'>,
  companyId: string,
  role: Role,
): Promise<SignedInPerson> {
  const email = `${role}@${companyId}.example`;
  await clinic.db
    .insertInto('companies')
    .values({ id: companyId, name: companyId })
    .onConflict((c) => c.doNothing())
    .execute();
  await clinic.db
    .insertInto('users')
    .values({ company_id: companyId, email, name: role, role, password_hash: await digest })
    .execute();
  const answer = await clinic.send('POST', '/api/v1/auth/sign-in', { email, password });
  if (answer.status !== 200)
    throw new Error(`sign-in: ${answer.status} ${JSON.stringify(answer.body)}`);
  const token = String(answer.record['access_token']);
  return {
    userId: (answer.record['user'] as { id: string }).id,
    token,
    cookie: cookieOf(answer),
    send: (method, path, body, headers) =>
      clinic.send(method, path, body, { authorization: `Bearer ${token}`, ...headers }),
  };
}

/** A doctor who is a practitioner of the company, and that practitioner's id. */
export async function practitionerOf(
  clinic: TestClinic,
  companyId: string,
): Promise<SignedInPerson & { readonly practitionerId: string }> {
  const doctor = await personOf(clinic, companyId, 'doctor');
  const { id } = await clinic.db
    .insertInto('practitioners')
    .values({
      company_id: companyId,
      title: 'Dr',
      first_name: 'Hélène',
      last_name: 'Marchetti',
      specialty: 'Médecine générale',
      active: true,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await clinic.db
    .updateTable('users')
    .set({ practitioner_id: id })
    .where('id', '=', doctor.userId)
    .execute();
  return { ...doctor, practitionerId: id };
}

/** The refresh cookie that an answer sets, as `name=value`. */
export function cookieOf(answer: TestAnswer): string {
  return (answer.headers.getSetCookie()[0] ?? '').split(';')[0] ?? '';
}
